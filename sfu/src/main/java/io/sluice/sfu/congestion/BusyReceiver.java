package io.sluice.sfu.congestion;

import java.util.Arrays;

/// Recognises a receiver that has no time to look at what has come, or a radio link that sleeps:
/// packets sent long apart arrive back to back, as no link could have carried them that is too
/// narrow for us. Such pauses drown the trend of the delays, but they are no reason to send less.
///
/// libwebrtc has nothing like it. Without it the estimate for a browser on a busy laptop falls to
/// what a modem carries. Times in nanoseconds.
final class BusyReceiver {
    /// Packets that arrive within this of one another were waiting together.
    private static final long TOGETHER_NANOS = 2_000_000;

    /// What a pause has to keep waiting at least.
    private static final long LEAST_PAUSE_NANOS = 30_000_000;

    /// What waited arrives in this part of the time that it was sent in.
    private static final long CATCHING_UP = 4;

    /// One pause is a hiccup.
    private static final int PAUSES = 3;

    /// The pauses have to come within this time, and are remembered as long.
    private static final long MEMORY_NANOS = 5_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE;

    private final long[] pauses = {NEVER, NEVER, NEVER};
    private int next;
    private long firstSentNanos;
    private long firstArrivalNanos = NEVER;
    private long lastArrivalNanos;
    private boolean counted;

    /// A packet arrived; in the order of arrival.
    ///
    /// @param sentNanos on our clock
    /// @param arrivalNanos on the receiver's
    void onPacket(long sentNanos, long arrivalNanos) {
        boolean together =
                firstArrivalNanos != NEVER && arrivalNanos - lastArrivalNanos <= TOGETHER_NANOS;
        lastArrivalNanos = arrivalNanos;
        if (!together) {
            firstSentNanos = sentNanos;
            firstArrivalNanos = arrivalNanos;
            counted = false;
            return;
        }
        long sent = sentNanos - firstSentNanos;
        long arrived = arrivalNanos - firstArrivalNanos;
        if (!counted && sent >= LEAST_PAUSE_NANOS && arrived * CATCHING_UP <= sent) {
            counted = true;
            pauses[next] = arrivalNanos;
            next = (next + 1) % PAUSES;
        }
    }

    /// Whether it paused time and again lately.
    boolean isBusy() {
        long oldest = pauses[next];
        return oldest != NEVER && lastArrivalNanos - oldest <= MEMORY_NANOS;
    }

    void reset() {
        firstArrivalNanos = NEVER;
        Arrays.fill(pauses, NEVER);
    }
}
