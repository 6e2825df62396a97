package io.sluice.egress.input;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Holds the Opus packets of a stream until they are due, in order. Sans-IO.
public final class AudioBuffer {
    /// At 20 ms a packet, five seconds.
    private static final int PACKETS = 256;

    private final StreamTimeline timeline;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private @Nullable PacketRing ring;
    private boolean started;
    private long next;
    private long highest;
    private long taken = -1;
    private long lost;
    private long late;

    public AudioBuffer(StreamTimeline timeline) {
        this.timeline = timeline;
    }

    /// Takes a packet in; its payload is copied.
    public void onPacket(RtpPacket packet, long arrivalNanos) {
        long timestamp = timeline.onPacket(packet.timestamp(), arrivalNanos);
        long sequence = unwrapper.unwrap(packet.sequenceNumber());
        if (ring == null) {
            ring = new PacketRing(PACKETS);
        }
        if (!started || Math.abs(sequence - highest) >= PACKETS) {
            started = true;
            next = sequence;
            highest = sequence;
            ring.clear();
        }
        if (sequence < next) {
            late++;
            return;
        }
        highest = Math.max(highest, sequence);
        next = Math.max(next, highest - PACKETS + 1);
        boolean kept =
                ring.put(
                        sequence,
                        Codec.OPUS,
                        timestamp,
                        packet.marker(),
                        packet.segment(),
                        packet.payloadOffset(),
                        packet.payloadLength());
        if (!kept) {
            late++;
        }
    }

    /// Takes the next packet that is due before `untilNanos`; false when there is none. A packet
    /// that is missing by then is left out.
    public boolean poll(long untilNanos) {
        PacketRing packets = ring;
        if (packets == null) {
            return false;
        }
        for (long s = next; s <= highest; s++) {
            if (!packets.has(s)) {
                continue;
            }
            if (timeline.playoutNanos(packets.timestamp(s)) >= untilNanos) {
                return false;
            }
            lost += s - next;
            taken = s;
            next = s + 1;
            if (packets.length(s) > 0) {
                return true;
            }
        }
        return false;
    }

    /// Of the packet that [#poll] took: unwrapped, 48,000 a second.
    public long timestamp() {
        return packets().timestamp(taken);
    }

    /// When it is to be heard, on the worker's clock.
    public long playoutNanos() {
        return timeline.playoutNanos(timestamp());
    }

    /// Where [#offset] points into.
    public MemorySegment memory() {
        return packets().memory();
    }

    public long offset() {
        return packets().offset(taken);
    }

    public int length() {
        return packets().length(taken);
    }

    /// Packets that were missing when their time came.
    public long lost() {
        return lost;
    }

    /// Packets that came after their time, or twice.
    public long late() {
        return late;
    }

    private PacketRing packets() {
        if (ring == null || taken < 0) {
            throw new IllegalStateException("nothing was taken");
        }
        return ring;
    }
}
