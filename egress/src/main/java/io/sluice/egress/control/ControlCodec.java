package io.sluice.egress.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/// Commands and events as JSON. What cannot be read is null: the other side may be of another
/// version.
public final class ControlCodec {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private ControlCodec() {}

    public static String write(WorkerCommand command) {
        return text(WorkerCommand.class, command);
    }

    public static String write(WorkerEvent event) {
        return text(WorkerEvent.class, event);
    }

    private static <T> String text(Class<T> type, T message) {
        try {
            return MAPPER.writerFor(type).writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that cannot be written", e);
        }
    }

    public static @Nullable WorkerCommand command(String json) {
        return read(WorkerCommand.class, json);
    }

    public static @Nullable WorkerEvent event(String json) {
        return read(WorkerEvent.class, json);
    }

    private static <T> @Nullable T read(Class<T> type, String json) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException _) {
            return null;
        }
    }
}
