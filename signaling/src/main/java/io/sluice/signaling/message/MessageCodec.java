package io.sluice.signaling.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and writes messages as JSON. Fields it does not know are ignored, so that both sides can
/// grow; everything else that does not fit is refused with a [RejectedException].
public final class MessageCodec {
    /// The largest message on the wire, after decompression: an offer with 50 slots fits in.
    public static final int MAX_BYTES = 1 << 20;

    /// Our deepest message has 5 levels.
    private static final int MAX_DEPTH = 16;

    /// A JavaScript number holds integers exactly up to here.
    private static final long MAX_ID = (1L << 53) - 1;

    private final JsonMapper mapper =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxStringLength(MAX_BYTES)
                                                    .maxNumberLength(32)
                                                    .build())
                                    .build())
                    .addModule(WireNames.module())
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text -> {
                                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                            })
                    .build();

    /// Reads a message from a client.
    ///
    /// @throws RejectedException with the id of the request where that could be read
    public ClientMessage readClient(String text) {
        return read(text, ClientMessage.class);
    }

    /// The other direction, for clients written in Java and for tests.
    public ServerMessage readServer(String text) {
        return read(text, ServerMessage.class);
    }

    public String write(ServerMessage message) {
        return writeAny(message);
    }

    /// Numbers an event for one reader, without writing it anew for each.
    ///
    /// @param written an event by [#write(ServerMessage)], not numbered
    public static String number(String written, long event) {
        return written.substring(0, written.length() - 1) + ",\"event\":" + event + '}';
    }

    public String write(ClientMessage message) {
        return writeAny(message);
    }

    public String write(RestMessage body) {
        return writeAny(body);
    }

    /// Reads the body of a request for a token.
    public RestMessage.TokenRequest readTokenRequest(String body) {
        try {
            RestMessage.@Nullable TokenRequest request =
                    mapper.readValue(body, RestMessage.TokenRequest.class);
            return Checks.required(request, "The body");
        } catch (JsonProcessingException e) {
            throw rejection(e);
        }
    }

    /// Writes a program as the body of a REST reply: as the message, without its type.
    public String writeBody(ServerMessage.Program program) {
        ObjectNode tree = mapper.valueToTree(program);
        tree.remove("type");
        return tree.toString();
    }

    public String writeBody(ProgramDestination destination) {
        return writeAny(destination);
    }

    /// Reads a body that is a message to the program without its type.
    ///
    /// @param type of the message
    /// @param more fields that stand elsewhere in the request
    public ProgramRequest readProgramRequest(String type, Map<String, String> more, String body) {
        JsonNode tree = tree(body.isBlank() ? "{}" : body);
        if (!(tree instanceof ObjectNode fields)) {
            throw new RejectedException(ErrorCode.MALFORMED, "The body is an object.");
        }
        fields.remove("id");
        fields.put("type", type);
        more.forEach(fields::put);
        try {
            return mapper.treeToValue(fields, ProgramRequest.class);
        } catch (JsonProcessingException e) {
            throw rejection(e);
        }
    }

    /// Reads what a program is to become.
    public RestMessage.ProgramPatch readProgramPatch(String body) {
        try {
            RestMessage.@Nullable ProgramPatch patch =
                    mapper.readValue(body, RestMessage.ProgramPatch.class);
            return Checks.required(patch, "The body");
        } catch (JsonProcessingException e) {
            throw rejection(e);
        }
    }

    private JsonNode tree(String text) {
        try {
            return mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new RejectedException(ErrorCode.MALFORMED, "This is not JSON we take.");
        }
    }

    private <M> M read(String text, Class<M> type) {
        JsonNode tree = tree(text);
        if (!tree.isObject() || !tree.path("type").isTextual()) {
            throw new RejectedException(ErrorCode.MALFORMED, "A message is an object with a type.");
        }
        Long id = id(tree.path("id"));
        try {
            return mapper.treeToValue(tree, type);
        } catch (InvalidTypeIdException e) {
            throw new RejectedException(ErrorCode.UNKNOWN_TYPE, "This type is not known.")
                    .answering(id);
        } catch (JsonProcessingException e) {
            throw rejection(e).answering(id);
        } catch (RejectedException e) {
            throw e.answering(id);
        }
    }

    private static @Nullable Long id(JsonNode id) {
        if (id.isMissingNode() || id.isNull()) {
            return null;
        }
        if (!id.isIntegralNumber()
                || !id.canConvertToLong()
                || id.longValue() < 0
                || id.longValue() > MAX_ID) {
            throw new RejectedException(
                    ErrorCode.MALFORMED, "id is not a whole number of at most 53 bits.");
        }
        return id.longValue();
    }

    /// Our own refusal, where one of our constructors was the cause.
    private static RejectedException rejection(JsonProcessingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RejectedException ours) {
                return ours;
            }
        }
        return new RejectedException(ErrorCode.MALFORMED, "A field is missing or not of its type.");
    }

    private String writeAny(Object message) {
        try {
            return mapper.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of ours cannot be written", e);
        }
    }
}
