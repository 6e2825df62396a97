package io.sluice.bench.load;

/// When the publishers of one room sent their last packets: what a receiver that counts in the
/// kernel reports as arrivals. Loopback takes no time, and what the server makes of it shows in the
/// delays that the samples measure.
final class SendTimes {
    private static final int CAPACITY = 1 << 14;

    private final long[] nanos = new long[CAPACITY];
    private final int[] senders = new int[CAPACITY];
    private long count;

    /// @param sender who sent, as a number of its own in the room
    void add(int sender, long nowNanos) {
        int at = (int) (count++ % CAPACITY);
        nanos[at] = nowNanos;
        senders[at] = sender;
    }

    /// Writes when the last packets were sent that `receiver` gets, the oldest first.
    ///
    /// @param receiver gets nothing of its own
    /// @param wanted so many
    /// @return how many are known, at the end of `into[0..wanted)`
    int last(int wanted, int receiver, long[] into) {
        int known = 0;
        long oldest = Math.max(0, count - CAPACITY);
        for (long i = count - 1; i >= oldest && known < wanted; i--) {
            int at = (int) (i % CAPACITY);
            if (senders[at] != receiver) {
                known++;
                into[wanted - known] = nanos[at];
            }
        }
        return known;
    }
}
