package io.sluice.egress.supervise;

import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The way of decrypted packets from a media loop to a worker. Never blocks: when the worker is
/// slow, whole frames are left out and counted, and a worker that begins gets no rest of a frame.
///
/// [#rtp] and [#rtcp] belong to one thread, the loop's. Nobody is woken by them: who sends looks
/// often enough, as arrivals travel with the packets.
public final class MediaLink {
    /// Some five seconds of nine pictures in small layers.
    private static final int RING_BYTES = 1 << 22;

    /// A frame begins only while so much is free, so that it and all others under way will be
    /// whole.
    private static final int RESERVE_BYTES = RING_BYTES / 4;

    private static final int STREAMS = 2 * LinkFormat.MAX_SLOTS;

    /// Remembered of each stream, as packets overtake each other and lost ones come again. A power
    /// of two.
    private static final int FRAMES = 32;

    private static final long NONE = -1;
    private static final long PASSES = 1;

    private final FrameRing ring = new FrameRing(RING_BYTES);
    private final MemorySegment header =
            Arena.ofAuto().allocate(LinkFormat.LENGTH_BYTES + LinkFormat.MEDIA_HEADER_BYTES);
    private final long[] frames = new long[STREAMS * FRAMES]; // timestamp, and whether it PASSES
    private final int[] newest = new int[STREAMS];
    private int session; // the one that the frames are of
    private volatile int sessions;
    private volatile long droppedFrames;
    private volatile boolean open;

    public MediaLink() {
        Arrays.fill(frames, NONE);
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
        if (stream < 0 || stream >= STREAMS || length < 8) {
            return;
        }
        int frame = frame(stream, Bytes.unsigned32(s, offset + 4));
        if ((frames[frame] & PASSES) != 0
                && !write(LinkFormat.RTP, stream, codec, arrivalNanos, s, offset, length)) {
            refuse(frame);
        }
    }

    /// Hands over a compound with a sender report of this stream.
    public void rtcp(int stream, long nowNanos, MemorySegment s, long offset, int length) {
        if (open && stream >= 0 && stream < STREAMS) {
            // A report that does not fit is followed by another a second later.
            boolean _ = write(LinkFormat.RTCP, stream, Codec.OPUS, nowNanos, s, offset, length);
        }
    }

    /// Where the frame of this timestamp is noted; whether it passes is decided as it begins.
    private int frame(int stream, long timestamp) {
        if (session != sessions) {
            session = sessions;
            for (int i = 0; i < frames.length; i++) {
                frames[i] &= ~PASSES;
            }
        }
        int first = stream * FRAMES;
        for (int i = 0; i < FRAMES; i++) {
            int at = first + ((newest[stream] - i) & (FRAMES - 1));
            if (frames[at] >> 1 == timestamp) {
                return at;
            }
        }
        newest[stream] = (newest[stream] + 1) & (FRAMES - 1);
        int at = first + newest[stream];
        frames[at] = timestamp << 1;
        if (open && ring.free() < RESERVE_BYTES) {
            refuse(at);
        } else if (open) {
            frames[at] |= PASSES;
        }
        return at;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void refuse(int frame) {
        frames[frame] &= ~PASSES;
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void open(boolean now) {
        open = now;
        sessions++;
    }

    FrameRing ring() {
        return ring;
    }
}
