package io.sluice.signaling.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Whatever a client sends, it is a message or refused.
class MessageFuzzTest {
    /// When it looks for new inputs; otherwise it replays those it has.
    private static final long EXECUTIONS = 2_000_000;

    private static final MessageCodec CODEC = new MessageCodec();

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void aMessageIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        ClientMessage message;
        try {
            message = CODEC.readClient(text);
        } catch (RejectedException expected) {
            return;
        }
        assertEquals(message, CODEC.readClient(CODEC.write(message)));
    }

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void aTokenRequestIsReadOrRefused(byte[] data) {
        try {
            CODEC.readTokenRequest(new String(data, StandardCharsets.UTF_8)).identity();
        } catch (RejectedException expected) {
            return;
        }
    }
}
