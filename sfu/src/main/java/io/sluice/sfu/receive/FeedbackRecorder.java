package io.sluice.sfu.receive;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tells the sender of one connection when each of its packets arrived
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01), retransmissions and padding included:
/// without this a browser does not dare to send fast.
public final class FeedbackRecorder {
    /// Senders expect feedback each 50 to 100 ms; more often only costs.
    private static final long INTERVAL_NANOS = 50_000_000;

    /// Packets remembered, a power of two: twice what a fast sender sends in an interval.
    private static final int WINDOW = 1024;

    private static final long NOT_RECEIVED = Long.MIN_VALUE;

    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private @Nullable TransportFeedbackWriter writer; // who only watches needs none
    private long[] arrivals = new long[0];
    private int extensionId = HeaderExtensionIds.NONE;
    private long start = Long.MAX_VALUE; // first to report
    private long highest = Long.MIN_VALUE;
    private int feedbackCount;
    private long deadlineNanos = Timed.NEVER;

    /// The id of the transport-wide sequence number in this connection's packets.
    public void extensionId(int id) {
        extensionId = id;
    }

    /// When [#write] wants to be called.
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Takes note of an authenticated packet, whatever it is.
    public void onPacket(RtpPacket packet, long nowNanos) {
        if (extensionId == HeaderExtensionIds.NONE) {
            return;
        }
        long at = packet.extension(extensionId);
        if (at >= 0 && packet.extensionLength() >= 2) {
            onPacket(Bytes.unsigned16(packet.segment(), at), nowNanos);
        }
    }

    void onPacket(int sequenceNumber, long nowNanos) {
        if (arrivals.length == 0) {
            arrivals = new long[WINDOW];
            Arrays.fill(arrivals, NOT_RECEIVED);
        }
        long sequence = unwrapper.unwrap(sequenceNumber);
        if (highest != Long.MIN_VALUE && sequence <= highest - WINDOW) {
            return;
        }
        if (highest != Long.MIN_VALUE) {
            long from = Math.max(highest + 1, sequence - WINDOW + 1);
            for (long skipped = from; skipped < sequence; skipped++) {
                arrivals[slot(skipped)] = NOT_RECEIVED;
            }
        }
        highest = Math.max(highest, sequence);
        arrivals[slot(sequence)] = nowNanos;
        start = Math.max(Math.min(start, sequence), highest - WINDOW + 1);
        if (deadlineNanos == Timed.NEVER) {
            deadlineNanos = nowNanos + INTERVAL_NANOS;
        }
    }

    /// Writes the next message; call again until it returns 0.
    ///
    /// @return the length of the message, 0 when there is nothing (more) to tell
    public int write(MemorySegment s, long offset, int capacity, long senderSsrc, long mediaSsrc) {
        deadlineNanos = Timed.NEVER;
        if (start > highest) {
            return 0;
        }
        TransportFeedbackWriter message = writer();
        // What was lost between the messages is told too: the message begins where the last ended.
        message.begin(s, offset, capacity, senderSsrc, mediaSsrc, feedbackCount, start);
        boolean room = true;
        for (long sequence = start; room && sequence <= highest; sequence++) {
            long arrival = arrivals[slot(sequence)];
            if (arrival != NOT_RECEIVED) {
                room = message.add(sequence, arrival);
                start = room ? sequence + 1 : start;
            }
        }
        int length = message.finish();
        if (length == 0) {
            // Not even one fits.
            start = highest + 1;
            return 0;
        }
        feedbackCount = (feedbackCount + 1) & 0xff;
        return length;
    }

    private TransportFeedbackWriter writer() {
        TransportFeedbackWriter known = writer;
        if (known == null) {
            known = new TransportFeedbackWriter();
            writer = known;
        }
        return known;
    }

    private static int slot(long sequence) {
        return (int) sequence & (WINDOW - 1);
    }
}
