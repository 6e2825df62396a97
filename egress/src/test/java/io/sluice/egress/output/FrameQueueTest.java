package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class FrameQueueTest {
    private int wanted;
    private final FrameQueue queue = new FrameQueue(4_000_000_000L, 1_000, () -> wanted++);

    private long takeMillis() throws InterruptedException {
        EncodedFrame frame = queue.take(0);
        return frame == null ? -1 : frame.dtsNanos() / TestProgram.MILLI;
    }

    @Test
    void itBeginsWithAKeyframe() throws InterruptedException {
        queue.onFrame(TestProgram.picture(0, true));
        queue.open();
        assertEquals(1, wanted);
        queue.onFrame(TestProgram.sound(10));
        queue.onFrame(TestProgram.picture(33, false));
        queue.onFrame(TestProgram.picture(66, true));
        queue.onFrame(TestProgram.sound(70));
        assertEquals(66, takeMillis());
        assertEquals(70, takeMillis());
        assertNull(queue.take(0));
        assertEquals(0, queue.droppedFrames());
    }

    @Test
    void aSlowOutputLosesAllItHasAndGoesOnWithAKeyframe() throws InterruptedException {
        queue.open();
        queue.onFrame(TestProgram.picture(0, true));
        for (int i = 1; i <= 4_000; i += 500) {
            queue.onFrame(TestProgram.picture(i, false));
        }
        assertEquals(3_501, queue.queuedNanos() / TestProgram.MILLI);
        queue.onFrame(TestProgram.picture(4_100, false));
        assertEquals(2, wanted);
        assertEquals(-1, takeMillis());
        queue.onFrame(TestProgram.sound(4_110));
        queue.onFrame(TestProgram.picture(4_133, true));
        assertEquals(4_133, takeMillis());
        assertEquals(11, queue.droppedFrames());
    }

    @Test
    void aKeyframeThatFindsItFullStaysInIt() throws InterruptedException {
        queue.open();
        queue.onFrame(TestProgram.picture(0, true));
        queue.onFrame(TestProgram.picture(5_000, true));
        assertEquals(5_000, takeMillis());
        assertEquals(1, queue.droppedFrames());
        assertEquals(1, wanted);
    }

    @Test
    void itHoldsNoMoreBytesThanItMay() throws InterruptedException {
        queue.open();
        byte[] large = new byte[600];
        queue.onFrame(EncodedFrame.video(0, 0, true, large, TestProgram.SETTINGS));
        queue.onFrame(EncodedFrame.video(1, 1, false, large, TestProgram.SETTINGS));
        assertNull(queue.take(0));
        assertEquals(2, queue.droppedFrames());
    }

    @Test
    void whatIsQueuedCanBeTakenAfterClosingButNotAfterAbandoning() throws InterruptedException {
        queue.open();
        queue.onFrame(TestProgram.picture(0, true));
        queue.close();
        queue.onFrame(TestProgram.picture(33, true));
        assertFalse(queue.isOpen());
        assertNotNull(queue.take(60_000));
        assertNull(queue.take(60_000));
        queue.open();
        queue.onFrame(TestProgram.picture(66, true));
        queue.abandon();
        assertNull(queue.take(60_000));
    }

    @Test
    void aNudgeLetsTheTakerGoOn() throws InterruptedException {
        queue.open();
        queue.nudge();
        assertNull(queue.take(60_000));
    }

    @Test
    void waitingForANudgeTakesNoFrameAndDoesNotMindThatTheQueueIsClosed() throws Exception {
        queue.nudge();
        queue.awaitNudge(60_000);
        CountDownLatch done = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                queue.awaitNudge(60_000);
                                done.countDown();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(1, done.getCount());
        queue.nudge();
        waiting.join();
        assertEquals(0, done.getCount());
    }
}
