package io.sluice.egress.supervise;

import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The way of decrypted packets from a media loop to a worker. Never blocks: when the worker is
/// slow, whole frames are left out and counted.
///
/// [#rtp] and [#rtcp] belong to one thread, the loop's. Nobody is woken by them: who sends looks
/// often enough, as arrivals travel with the packets.
public final class MediaLink {
    /// Some five seconds of nine pictures in small layers.
    private static final int RING_BYTES = 1 << 22;

    /// A frame begins only while so much is free, so that it will be whole.
    private static final int RESERVE_BYTES = RING_BYTES / 4;

    private static final int STREAMS = 2 * LinkFormat.MAX_SLOTS;
    private static final long NO_FRAME = -1;

    private final FrameRing ring = new FrameRing(RING_BYTES);
    private final MemorySegment header =
            Arena.ofAuto().allocate(LinkFormat.LENGTH_BYTES + LinkFormat.MEDIA_HEADER_BYTES);
    private final long[] admitted = new long[STREAMS];
    private final long[] refused = new long[STREAMS];
    private volatile long droppedFrames;
    private volatile boolean open;

    public MediaLink() {
        java.util.Arrays.fill(admitted, NO_FRAME);
        java.util.Arrays.fill(refused, NO_FRAME);
    }

    /// Whether there is a worker that reads.
    public boolean isOpen() {
        return open;
    }

    /// Hands over a packet.
    ///
    /// @param stream as [LinkFormat] numbers them
    /// @param arrivalNanos on the clock of `System.nanoTime`
    public void rtp(
            int stream, Codec codec, long arrivalNanos, MemorySegment s, long offset, int length) {
        if (!open || stream < 0 || stream >= STREAMS || length < 8 || !admit(stream, s, offset)) {
            return;
        }
        if (!write(LinkFormat.RTP, stream, codec, arrivalNanos, s, offset, length)) {
            refuse(stream, Bytes.unsigned32(s, offset + 4));
        }
    }

    /// Hands over a compound with a sender report of this stream.
    public void rtcp(int stream, long nowNanos, MemorySegment s, long offset, int length) {
        if (open && stream >= 0 && stream < STREAMS) {
            // A report that does not fit is followed by another a second later.
            boolean _ = write(LinkFormat.RTCP, stream, Codec.OPUS, nowNanos, s, offset, length);
        }
    }

    /// Whether the frame of this timestamp goes on its way.
    private boolean admit(int stream, MemorySegment s, long offset) {
        long timestamp = Bytes.unsigned32(s, offset + 4);
        if (timestamp == admitted[stream]) {
            return true;
        }
        if (timestamp == refused[stream]) {
            return false;
        }
        if (ring.free() < RESERVE_BYTES) {
            refuse(stream, timestamp);
            return false;
        }
        admitted[stream] = timestamp;
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void refuse(int stream, long timestamp) {
        refused[stream] = timestamp;
        admitted[stream] = NO_FRAME;
        droppedFrames++;
    }

    private boolean write(
            int type,
            int stream,
            Codec codec,
            long nanos,
            MemorySegment s,
            long offset,
            int length) {
        Bytes.put32(header, 0, LinkFormat.MEDIA_HEADER_BYTES + (long) length);
        Bytes.put8(header, 4, type);
        Bytes.put16(header, 5, stream);
        Bytes.put8(header, 7, LinkFormat.number(codec));
        Bytes.put64(header, 8, nanos);
        int headerLength = LinkFormat.LENGTH_BYTES + LinkFormat.MEDIA_HEADER_BYTES;
        return ring.write(header, headerLength, s, offset, length);
    }

    /// Frames left out because the worker was slow.
    public long droppedFrames() {
        return droppedFrames;
    }

    void open(boolean now) {
        open = now;
    }

    FrameRing ring() {
        return ring;
    }
}
