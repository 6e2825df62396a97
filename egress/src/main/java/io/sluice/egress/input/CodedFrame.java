package io.sluice.egress.input;

import io.sluice.rtp.codec.Codec;

/// One picture as its sender coded it, whole and in order; used again for the next one.
///
/// H.264 stands here with start codes (Annex B), AV1 as OBUs with sizes, VP8 and VP9 as they are.
public final class CodedFrame {
    private final ByteSink bytes;
    private Codec codec = Codec.VP8;
    private long timestamp;
    private long playoutNanos;
    private boolean keyframe;

    CodedFrame(ByteSink bytes) {
        this.bytes = bytes;
    }

    CodedFrame set(Codec codec, long timestamp, long playoutNanos, boolean keyframe) {
        this.codec = codec;
        this.timestamp = timestamp;
        this.playoutNanos = playoutNanos;
        this.keyframe = keyframe;
        return this;
    }

    public Codec codec() {
        return codec;
    }

    /// Unwrapped, in units of 1/90,000 s.
    public long timestamp() {
        return timestamp;
    }

    /// When it is to be seen, on the worker's clock.
    public long playoutNanos() {
        return playoutNanos;
    }

    public boolean keyframe() {
        return keyframe;
    }

    /// Valid up to [#length]; the next frame overwrites it.
    public byte[] data() {
        return bytes.array();
    }

    public int length() {
        return bytes.length();
    }
}
