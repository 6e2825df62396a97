package io.sluice.bench.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// IVF files of frames that are no VP8 but for the bit that tells keyframes.
final class Ivf {
    private Ivf() {}

    /// A letter for each frame: a capital one for a keyframe, of `bytes` bytes.
    static byte[] of(String frames, int bytes) {
        ByteBuffer out =
                ByteBuffer.allocate(32 + frames.length() * (12 + bytes))
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put("DKIF".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 0)
                .putShort((short) 32);
        out.put("VP80".getBytes(StandardCharsets.US_ASCII)).position(32);
        for (int i = 0; i < frames.length(); i++) {
            out.putInt(bytes).putLong(i);
            byte[] frame = new byte[bytes];
            java.util.Arrays.fill(frame, (byte) frames.charAt(i));
            frame[0] = (byte) (Character.isUpperCase(frames.charAt(i)) ? 0 : 1);
            out.put(frame);
        }
        return out.array();
    }

    static IvfFile parsed(String frames, int bytes) throws IOException {
        return IvfFile.parse(Arena.ofAuto(), of(frames, bytes));
    }
}
