package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketSlab;
import java.nio.ByteBuffer;

/// Cuts what arrives on a TCP connection into frames: 16 bits of length, then the packet (RFC 4571
/// §2).
///
/// Sans-IO: bytes are read into [#space], frames are taken with [#next].
final class FrameDecoder {
    static final int HEADER_BYTES = 2;

    /// What a packet cell holds. No packet of a browser is longer than a datagram may be.
    static final int MAX_FRAME_BYTES = PacketSlab.LARGE_BYTES;

    /// From [#next]: no whole frame is there.
    static final int NONE = -1;

    /// From [#next]: the frame is longer than any packet. Nothing of this stream can be read after.
    static final int BROKEN = -2;

    private final ByteBuffer buffer;
    private int start; // of what has not been taken
    private int end;
    private int offset;
    private boolean broken;

    /// @param buffer to receive into, at least one frame with its header long
    FrameDecoder(ByteBuffer buffer) {
        if (buffer.capacity() < HEADER_BYTES + MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("shorter than a frame");
        }
        this.buffer = buffer;
    }

    /// The buffer, its position and limit set to where the next bytes go; there is always room for
    /// some once [#next] said [#NONE]. [#filled] takes them in.
    ByteBuffer space() {
        int waiting = end - start;
        if (buffer.capacity() - end < HEADER_BYTES + MAX_FRAME_BYTES && start > 0) {
            buffer.limit(end).position(start);
            buffer.compact();
            start = 0;
            end = waiting;
        }
        return buffer.clear().position(end);
    }

    /// The bytes up to the buffer's position have been received.
    void filled() {
        end = buffer.position();
    }

    /// Takes the next frame: its bytes are in the buffer from [#offset] on until the next [#space].
    ///
    /// @return its length, which may be 0, or [#NONE] or [#BROKEN]
    int next() {
        if (broken) {
            return BROKEN;
        }
        if (end - start < HEADER_BYTES) {
            return NONE;
        }
        int length = Short.toUnsignedInt(buffer.getShort(start));
        if (length > MAX_FRAME_BYTES) {
            broken = true;
            return BROKEN;
        }
        if (end - start < HEADER_BYTES + length) {
            return NONE;
        }
        offset = start + HEADER_BYTES;
        start = offset + length;
        if (start == end) {
            start = 0;
            end = 0;
        }
        return length;
    }

    /// Where in the buffer the frame of the last [#next] begins.
    int offset() {
        return offset;
    }
}
