package io.sluice.egress.input;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Cuts what arrives on the local socket into frames ([LinkFormat]).
///
/// Sans-IO: bytes are read into [#space], frames are taken with [#next] and valid until the next
/// [#space].
public final class LinkDecoder {
    /// What [#next] found.
    public enum Found {
        /// No whole frame is there.
        NOTHING,
        CONTROL,
        RTP,
        RTCP,
        ENCODED,
        /// A length or a type that cannot be: nothing of this stream can be read any more.
        BROKEN
    }

    private static final int CAPACITY = 2 * LinkFormat.MAX_FRAME_BYTES;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);
    private int start;
    private int end;
    private boolean broken;
    private int bodyOffset;
    private int bodyLength;
    private int stream;
    private Codec codec = Codec.OPUS;
    private long arrivalNanos;

    /// The buffer, its position and limit where the next bytes go; [#filled] takes them in. There
    /// is always room once [#next] said [Found#NOTHING].
    public ByteBuffer space() {
        if (start > 0 && CAPACITY - end < LinkFormat.MAX_FRAME_BYTES) {
            buffer.limit(end).position(start);
            buffer.compact();
            end -= start;
            start = 0;
        }
        return buffer.clear().position(end);
    }

    /// The bytes up to the buffer's position have arrived.
    public void filled() {
        end = buffer.position();
    }

    /// Takes the next frame.
    public Found next() {
        if (broken) {
            return Found.BROKEN;
        }
        if (end - start < LinkFormat.LENGTH_BYTES) {
            return Found.NOTHING;
        }
        long length = Bytes.unsigned32(memory, start);
        if (length < 1 || length > LinkFormat.MAX_FRAME_BYTES - LinkFormat.LENGTH_BYTES) {
            return breakOff();
        }
        if (end - start < LinkFormat.LENGTH_BYTES + length) {
            return Found.NOTHING;
        }
        int frame = start + LinkFormat.LENGTH_BYTES;
        start = frame + (int) length;
        return read(frame, (int) length);
    }

    private Found read(int frame, int length) {
        int type = Bytes.unsigned8(memory, frame);
        if (type == LinkFormat.CONTROL || type == LinkFormat.ENCODED) {
            bodyOffset = frame + 1;
            bodyLength = length - 1;
            return type == LinkFormat.CONTROL ? Found.CONTROL : Found.ENCODED;
        }
        boolean rtp = type == LinkFormat.RTP;
        if ((!rtp && type != LinkFormat.RTCP) || length < LinkFormat.MEDIA_HEADER_BYTES) {
            return breakOff();
        }
        stream = Bytes.unsigned16(memory, frame + 1);
        Codec named = LinkFormat.codec(Bytes.unsigned8(memory, frame + 3));
        if (named == null) {
            return breakOff();
        }
        codec = named;
        arrivalNanos = Bytes.signed64(memory, frame + 4);
        bodyOffset = frame + LinkFormat.MEDIA_HEADER_BYTES;
        bodyLength = length - LinkFormat.MEDIA_HEADER_BYTES;
        return rtp ? Found.RTP : Found.RTCP;
    }

    /// Forgets all that came: what follows is another stream.
    void reset() {
        start = 0;
        end = 0;
        broken = false;
    }

    private Found breakOff() {
        broken = true;
        return Found.BROKEN;
    }

    /// The number of the stream a media frame belongs to.
    public int stream() {
        return stream;
    }

    public Codec codec() {
        return codec;
    }

    /// When the packet reached the server, on the server's clock.
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /// Where [#offset] and [#length] point into.
    public MemorySegment segment() {
        return memory;
    }

    /// Where the packet or the text begins.
    public int offset() {
        return bodyOffset;
    }

    public int length() {
        return bodyLength;
    }

    /// The body of the frame, shared: valid as long as the frame is.
    public ByteBuffer body() {
        return buffer.slice(bodyOffset, bodyLength);
    }

    /// The body of a control frame.
    public String text() {
        byte[] text = new byte[bodyLength];
        buffer.get(bodyOffset, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
