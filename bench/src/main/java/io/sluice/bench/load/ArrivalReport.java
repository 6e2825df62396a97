package io.sluice.bench.load;

import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// What one receiver reports about the packets it got (transport-wide feedback). Each packet has
/// the next number of its connection, whether it was read or only counted in the kernel.
final class ArrivalReport {
    /// Takes each message.
    interface Output {
        void send(int length);
    }

    private static final int MAX_BYTES = 1_200;
    private static final int MAX_PACKETS_PER_MESSAGE = 400;
    private static final int NONE = -1;

    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final SendTimes times;
    private final int receiver;
    private long[] arrivals = new long[1_024];
    private int read;
    private long next = NONE;
    private int messages;

    /// @param times of the packets that are only counted
    /// @param receiver its number in the room
    ArrivalReport(SendTimes times, int receiver) {
        this.times = times;
        this.receiver = receiver;
    }

    /// A packet was read.
    ///
    /// @param number its transport-wide number, 16 bits
    /// @param exact false when packets before it may be counted in the kernel only
    void onPacket(int number, long arrivalNanos, boolean exact) {
        if (next == NONE) {
            next = number;
        }
        reserve(read + 1);
        arrivals[read++] = arrivalNanos;
        if (exact) {
            // After a loss, what is reported ends with this one all the same.
            long expected = next + read - 1;
            next += (short) (number - (int) expected);
        }
    }

    /// Reports everything since the last time.
    ///
    /// @param counted packets since then that were counted in the kernel
    /// @param scratch where messages are built
    void write(
            long counted,
            long nowNanos,
            MemorySegment scratch,
            long senderSsrc,
            long mediaSsrc,
            Output output) {
        int inKernel = (int) Math.min(counted, Integer.MAX_VALUE - read);
        if (next == NONE || inKernel + read == 0) {
            return;
        }
        long[] all = new long[inKernel + read];
        int known = times.last(inKernel, receiver, all);
        Arrays.fill(all, 0, inKernel - known, nowNanos);
        System.arraycopy(arrivals, 0, all, inKernel, read);
        Arrays.sort(all);
        read = 0;
        int done = 0;
        while (done < all.length) {
            writer.begin(scratch, 0, MAX_BYTES, senderSsrc, mediaSsrc, messages++ & 0xff, next);
            int end = Math.min(all.length, done + MAX_PACKETS_PER_MESSAGE);
            int before = done;
            while (done < end && writer.add(next, all[done])) {
                next++;
                done++;
            }
            if (done == before) {
                throw new IllegalStateException("a message takes at least one packet");
            }
            output.send(writer.finish());
        }
    }

    private void reserve(int count) {
        if (count > arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, 2 * arrivals.length);
        }
    }
}
