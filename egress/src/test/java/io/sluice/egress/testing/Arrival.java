package io.sluice.egress.testing;

import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;

/// A packet that reaches the server at some time.
public final class Arrival {
    public final long nanos;
    public final int stream;
    public final Codec codec;
    public final boolean rtcp;
    public final boolean keyframe;
    public final MemorySegment packet;

    Arrival(long nanos, int stream, Codec codec, boolean rtcp, boolean keyframe, byte[] packet) {
        this.nanos = nanos;
        this.stream = stream;
        this.codec = codec;
        this.rtcp = rtcp;
        this.keyframe = keyframe;
        this.packet = MemorySegment.ofArray(packet);
    }

    public long nanos() {
        return nanos;
    }

    public int type() {
        return rtcp ? LinkFormat.RTCP : LinkFormat.RTP;
    }

    public int length() {
        return (int) packet.byteSize();
    }

    public boolean isVideo() {
        return codec.isVideo();
    }
}
