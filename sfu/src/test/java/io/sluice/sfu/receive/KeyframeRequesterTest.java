package io.sluice.sfu.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyframeRequesterTest {
    private final KeyframeRequester requester = new KeyframeRequester();
    private final KeyframeRequester.Receiver anna = new KeyframeRequester.Receiver();
    private final KeyframeRequester.Receiver ben = new KeyframeRequester.Receiver();
    private final List<Long> sent = new ArrayList<>();

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    private void runUntil(long millis) {
        while (requester.deadlineNanos() <= millis(millis)) {
            long now = requester.deadlineNanos();
            requester.onDeadline(now, () -> sent.add(now / 1_000_000));
        }
    }

    @Test
    void theFirstRequestLeavesAtOnce() {
        requester.request(anna, millis(10));
        runUntil(10);
        assertEquals(List.of(10L), sent);
    }

    @Test
    void isRepeatedUntilAKeyframeArrives() {
        requester.request(anna, millis(0));
        runUntil(700);
        requester.onKeyframe();
        runUntil(5000);
        assertEquals(List.of(0L, 300L, 600L), sent);
    }

    @Test
    void aLaterRequestIsScheduledNotForgotten() {
        requester.request(anna, millis(0));
        runUntil(0);
        requester.onKeyframe();
        requester.request(ben, millis(100));
        runUntil(499);
        assertEquals(List.of(0L), sent);
        runUntil(500);
        assertEquals(List.of(0L, 500L), sent);
    }

    @Test
    void aKeyframeAnswersWhatIsScheduled() {
        requester.request(anna, millis(0));
        runUntil(0);
        requester.onKeyframe();
        requester.request(ben, millis(100));
        requester.onKeyframe();
        runUntil(5000);
        assertEquals(List.of(0L), sent);
        assertEquals(Timed.NEVER, requester.deadlineNanos());
    }

    @Test
    void oneReceiverCausesOneInTwoSeconds() {
        for (int now = 0; now < 6000; now += 50) {
            runUntil(now);
            if (requester.isPending() && sent.size() > 0) {
                requester.onKeyframe();
            }
            requester.request(anna, millis(now));
            int at = now;
            requester.onDeadline(millis(now), () -> sent.add((long) at));
        }
        assertTrue(sent.size() <= 4, "sent at " + sent);
    }

    @Test
    void stopsAskingWhoeverNeverAnswers() {
        requester.request(anna, millis(0));
        runUntil(600_000);
        assertEquals(40, sent.size());
        requester.request(ben, millis(600_001));
        runUntil(600_001);
        assertEquals(41, sent.size());
    }
}
