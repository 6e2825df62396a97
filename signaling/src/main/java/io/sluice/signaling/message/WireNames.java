package io.sluice.signaling.message;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.TrackSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How enums are called on the wire: `screen_share`, but `unsupportedCodec` for states of a slot.
final class WireNames {
    private WireNames() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("wire names");
        add(module, TrackSource.class, WireNames::snake);
        add(module, MediaKind.class, WireNames::snake);
        add(module, Codec.class, WireNames::snake);
        add(module, TransportState.class, WireNames::snake);
        add(module, ErrorCode.class, WireNames::snake);
        add(module, ParticipantState.Connection.class, WireNames::snake);
        add(module, ViewSpec.Show.class, WireNames::snake);
        add(module, ServerMessage.LeaveReason.class, WireNames::snake);
        add(module, ServerMessage.ByeReason.class, WireNames::snake);
        add(module, LampState.Live.class, WireNames::snake);
        add(module, ProgramScene.Layout.class, WireNames::snake);
        add(module, ProgramScene.Slate.class, WireNames::snake);
        add(module, ProgramPhase.class, WireNames::snake);
        add(module, ProgramDestination.State.class, WireNames::snake);
        add(module, ProgramDestination.Reason.class, WireNames::snake);
        add(module, ProgramCause.class, WireNames::snake);
        add(module, ProgramRecording.Problem.class, WireNames::snake);
        add(module, RefusalDetail.Reason.class, WireNames::snake);
        add(module, ProgramRecording.State.class, WireNames::snake);
        add(module, VideoState.class, WireNames::camel);
        return module;
    }

    static String snake(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String camel(Enum<?> value) {
        StringBuilder name = new StringBuilder();
        for (String word : value.name().split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            name.append(
                    name.isEmpty()
                            ? lower
                            : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return name.toString();
    }

    private static <E extends Enum<E>> void add(
            SimpleModule module, Class<E> type, Function<E, String> naming) {
        module.addSerializer(type, new Writer<>(type, naming));
        module.addDeserializer(type, new Reader<>(type, naming));
    }

    private static final class Writer<E extends Enum<E>> extends StdSerializer<E> {
        private static final long serialVersionUID = 1;

        private final transient Function<E, String> naming;

        Writer(Class<E> type, Function<E, String> naming) {
            super(type);
            this.naming = naming;
        }

        @Override
        public void serialize(E value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(naming.apply(value));
        }
    }

    private static final class Reader<E extends Enum<E>> extends StdDeserializer<E> {
        private static final long serialVersionUID = 1;

        private final transient Map<String, E> values;

        Reader(Class<E> type, Function<E, String> naming) {
            super(type);
            values =
                    Arrays.stream(type.getEnumConstants())
                            .collect(Collectors.toMap(naming, value -> value));
        }

        @Override
        public E deserialize(JsonParser in, DeserializationContext context) throws IOException {
            E value = in.hasToken(JsonToken.VALUE_STRING) ? values.get(in.getText()) : null;
            if (value == null) {
                throw new RejectedException(
                        ErrorCode.MALFORMED, "A field holds a value that is not known.");
            }
            return value;
        }
    }
}
