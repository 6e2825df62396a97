package io.sluice.rtp.codec;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// The first byte of an Opus packet (RFC 6716 §3.1): how long it plays and whether it is silence.
public final class OpusPayload {
    /// A packet plays at most 120 ms (RFC 6716 §3.2.5).
    private static final int MAX_SAMPLES = 5760;

    /// With discontinuous transmission a packet without sound has at most two bytes (RFC 6716
    /// §2.1.9).
    private static final int MAX_DISCONTINUOUS_BYTES = 2;

    private OpusPayload() {}

    /// Reads a packet's payload; false when it is malformed.
    public static boolean parse(MemorySegment s, long payloadOffset, int length, FrameInfo out) {
        out.reset();
        if (length < 1) {
            return false;
        }
        int toc = Bytes.unsigned8(s, payloadOffset);
        int frames =
                switch (toc & 3) {
                    case 0 -> 1;
                    case 3 -> length < 2 ? 0 : Bytes.unsigned8(s, payloadOffset + 1) & 0x3f;
                    default -> 2;
                };
        int samples = frames * samplesPerFrame(toc >> 3);
        if (samples == 0 || samples > MAX_SAMPLES) {
            return false;
        }
        out.durationSamples = samples;
        out.discontinuous = length <= MAX_DISCONTINUOUS_BYTES;
        out.startOfFrame = true;
        out.endOfFrame = true;
        out.endOfPicture = true;
        out.keyframe = true;
        return true;
    }

    /// The table of RFC 6716 §3.1 at 48 kHz.
    private static int samplesPerFrame(int configuration) {
        if (configuration >= 16) {
            return 120 << (configuration & 3);
        }
        if (configuration >= 12) {
            return 480 << (configuration & 1);
        }
        int size = configuration & 3;
        return size == 3 ? 2880 : 480 << size;
    }
}
