package io.sluice.egress.input;

import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;

/// Puts the payloads of one frame together, in order and without a gap; what comes out is what a
/// decoder takes.
interface FrameAssembler {
    /// Starts a frame at the beginning of `out`.
    void begin(ByteSink out);

    /// Takes the next payload; false when it is malformed or does not continue the one before.
    boolean add(MemorySegment s, long offset, int length);

    /// The frame is complete; false when a piece of it is missing.
    boolean end();

    /// What this frame begins with lets a decoder start.
    boolean keyframe();

    static FrameAssembler of(Codec codec) {
        return switch (codec) {
            case VP8 -> new Vp8Assembler();
            case VP9 -> new Vp9Assembler();
            case H264 -> new H264Assembler();
            case AV1 -> new Av1Assembler();
            case OPUS -> throw new IllegalArgumentException("sound has no frames to assemble");
        };
    }
}
