package io.sluice.bench.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Whatever a server says is read or refused, and can be answered.
class SessionDescriptionFuzzTest {
    /// When it looks for new inputs; otherwise it replays those it has.
    private static final long EXECUTIONS = 1_000_000;

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void description(byte[] data) {
        SessionDescription description;
        try {
            description = SessionDescription.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IOException refused) {
            return;
        }
        for (Section section : description.sections()) {
            assertTrue(section.port() >= 0 && section.port() <= 65_535);
            int id = section.extension(Extensions.MID);
            assertTrue(id >= 0 && id < 15);
            int type = section.payloadType("opus");
            assertTrue(type >= 0 && type < 128);
        }
        try {
            assertTrue(description.candidate().getPort() <= 65_535);
        } catch (IOException _) {
            // it has none
        }
        assertEquals(
                description.sections().size(),
                parse(AnswerWriter.answer(description, new FakeEndpoint())).sections().size());
    }

    /// What we write can be read; no input here is so long that the answer would be too long.
    private static SessionDescription parse(String answer) {
        try {
            return SessionDescription.parse(answer);
        } catch (IOException e) {
            throw new AssertionError(answer, e);
        }
    }
}
