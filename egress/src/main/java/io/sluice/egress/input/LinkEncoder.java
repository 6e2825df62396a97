package io.sluice.egress.input;

import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes frames for the local socket ([LinkFormat]) into a buffer, each whole or not at all.
public final class LinkEncoder {
    private LinkEncoder() {}

    /// How many bytes a packet of this length takes.
    public static int mediaFrameBytes(int packetLength) {
        return LinkFormat.LENGTH_BYTES + LinkFormat.MEDIA_HEADER_BYTES + packetLength;
    }

    /// Writes an RTP packet or an RTCP compound; false when there is no room.
    ///
    /// @param type [LinkFormat#RTP] or [LinkFormat#RTCP]
    public static boolean media(
            ByteBuffer out,
            int type,
            int stream,
            Codec codec,
            long arrivalNanos,
            MemorySegment packet,
            long offset,
            int length) {
        int total = mediaFrameBytes(length);
        if (total > LinkFormat.MAX_FRAME_BYTES || out.remaining() < total) {
            return false;
        }
        out.putInt(total - LinkFormat.LENGTH_BYTES)
                .put((byte) type)
                .putShort((short) stream)
                .put((byte) LinkFormat.number(codec))
                .putLong(arrivalNanos);
        MemorySegment.copy(
                packet, offset, MemorySegment.ofBuffer(out), 0, length); // from the position on
        out.position(out.position() + length);
        return true;
    }

    /// How many bytes a message of the finished program takes.
    public static int encodedFrameBytes(int messageLength) {
        return LinkFormat.LENGTH_BYTES + 1 + messageLength;
    }

    /// Writes a message of the finished program; false when there is no room.
    public static boolean encoded(ByteBuffer out, ByteBuffer message) {
        int total = encodedFrameBytes(message.remaining());
        if (total > LinkFormat.MAX_FRAME_BYTES || out.remaining() < total) {
            return false;
        }
        out.putInt(total - LinkFormat.LENGTH_BYTES).put((byte) LinkFormat.ENCODED).put(message);
        return true;
    }

    /// Writes a control message; false when there is no room or it is too long.
    public static boolean control(ByteBuffer out, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int total = LinkFormat.LENGTH_BYTES + 1 + text.length;
        if (total > LinkFormat.MAX_FRAME_BYTES || out.remaining() < total) {
            return false;
        }
        out.putInt(1 + text.length).put((byte) LinkFormat.CONTROL).put(text);
        return true;
    }
}
