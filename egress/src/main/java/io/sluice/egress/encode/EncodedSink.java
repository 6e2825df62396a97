package io.sluice.egress.encode;

import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;

/// Takes the program as it is encoded, once, for all places it goes to. The buffers are valid
/// during the call; times are nanoseconds since the start of the program.
public interface EncodedSink {
    /// How the picture is coded from the next frame on: the decoder configuration record of H.264
    /// or HEVC (ISO 14496-15 §5.3.3.1 and §8.3.3.1). Said before the first frame and again when it
    /// changes, on a keyframe.
    void videoConfig(MediaCodec codec, ByteBuffer record, int width, int height);

    /// How the sound is coded: an AudioSpecificConfig (ISO 14496-3 §1.6.2.1). Said once.
    void audioConfig(ByteBuffer config, int sampleRate, int channels);

    /// A picture as NAL units behind their lengths of 32 bits.
    void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe);

    /// One AAC frame, 1,024 samples without ADTS header.
    void audio(ByteBuffer frame, long ptsNanos);
}
