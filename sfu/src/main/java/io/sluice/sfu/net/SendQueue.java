package io.sluice.sfu.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// The frames that wait to leave on one TCP connection (RFC 4571 §2), bounded in bytes and in time.
///
/// A frame is taken whole or not at all, so that the stream never breaks. Sans-IO: the bytes at the
/// [#front] are written, and [#sent] says how many were.
final class SendQueue {
    /// A large keyframe with what goes beside it.
    static final int CAPACITY_BYTES = 128 << 10; // a power of two

    /// Media does not take the last bytes: checks and handshakes keep the connection alive.
    static final int RESERVED_BYTES = 4 << 10;

    /// When the front has waited so long, media that is put behind it would come too late.
    static final long MAX_WAIT_NANOS = 500_000_000;

    /// First bytes from here on are RTP and RTCP (RFC 7983 §7).
    private static final int FIRST_MEDIA_BYTE = 128;

    private static final int MASK = CAPACITY_BYTES - 1;
    private static final int HEADER_BYTES = FrameDecoder.HEADER_BYTES;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY_BYTES);
    private final MemorySegment segment = MemorySegment.ofBuffer(buffer);
    private long head; // the next byte to leave
    private long tail; // where the next frame goes
    private long mark; // a position; what is before it was queued at markNanos or earlier
    private long markNanos;

    /// Takes a packet as a frame.
    ///
    /// @return false when it is not taken, because there is no room or no time
    boolean offer(MemorySegment from, long offset, int length, long nowNanos) {
        boolean media = (from.get(ValueLayout.JAVA_BYTE, offset) & 0xff) >= FIRST_MEDIA_BYTE;
        int room = CAPACITY_BYTES - (media ? RESERVED_BYTES : 0) - queuedBytes();
        if (HEADER_BYTES + length > room || (media && waitedNanos(nowNanos) > MAX_WAIT_NANOS)) {
            return false;
        }
        boolean first = isEmpty();
        put(tail, (byte) (length >> 8));
        put(tail + 1, (byte) length);
        long at = tail + HEADER_BYTES;
        int untilWrap = Math.min(length, CAPACITY_BYTES - (int) (at & MASK));
        MemorySegment.copy(from, offset, segment, at & MASK, untilWrap);
        MemorySegment.copy(from, offset + untilWrap, segment, 0, length - untilWrap);
        tail = at + length;
        if (first) {
            mark(nowNanos);
        }
        return true;
    }

    private void put(long position, byte value) {
        segment.set(ValueLayout.JAVA_BYTE, position & MASK, value);
    }

    private void mark(long nowNanos) {
        mark = tail;
        markNanos = nowNanos;
    }

    boolean isEmpty() {
        return head == tail;
    }

    int queuedBytes() {
        return (int) (tail - head);
    }

    /// The bytes to write next, as far as they lie in one piece.
    ByteBuffer front() {
        int from = (int) (head & MASK);
        int length = Math.min(queuedBytes(), CAPACITY_BYTES - from);
        return buffer.limit(from + length).position(from);
    }

    /// So many bytes of the front have left.
    void sent(int bytes, long nowNanos) {
        head += bytes;
        if (head >= mark) {
            mark(nowNanos);
        }
    }

    /// For how long the front has waited, at least.
    long waitedNanos(long nowNanos) {
        return isEmpty() ? 0 : nowNanos - markNanos;
    }
}
