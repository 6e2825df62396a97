package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.testing.FakeSfu;
import java.nio.charset.StandardCharsets;

/// Whatever stands in an offer, it is answered or refused.
class SdpFuzzTest {
    /// When it looks for new inputs; otherwise it replays those it has.
    private static final long EXECUTIONS = 2_000_000;

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void anOfferIsAnsweredOrRefused(byte[] data) {
        String sdp = new String(data, StandardCharsets.UTF_8);
        ParsedOffer first;
        try {
            first = OfferReader.read(sdp, null);
        } catch (RejectedException expected) {
            return;
        }
        ParsedOffer again = OfferReader.read(sdp, first);
        assertEquals(first.media(), again.media());
        String answer = AnswerWriter.write(first, FakeSfu.answer(first.media()), 1, 1);
        assertEquals(first.sections().size(), SdpText.parse(answer).media().size());
    }

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void aFragmentIsReadOrRefused(byte[] data) {
        try {
            SdpFragment.read(new String(data, StandardCharsets.UTF_8))
                    .credentials()
                    .ifPresent(ice -> assertTrue(ice.ufrag().length() >= 4));
        } catch (RejectedException expected) {
            // Everything that cannot be understood.
        }
    }
}
