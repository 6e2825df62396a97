package io.sluice.egress.input;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;

/// Whatever payloads come, an assembler throws nothing and makes no more of them than they hold.
final class AssemblerFuzzTest {
    private final ByteSink sink = new ByteSink();
    private final FrameAssembler vp8 = FrameAssembler.of(Codec.VP8);
    private final FrameAssembler vp9 = FrameAssembler.of(Codec.VP9);
    private final FrameAssembler h264 = FrameAssembler.of(Codec.H264);
    private final FrameAssembler av1 = FrameAssembler.of(Codec.AV1);

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void vp8(byte[] data) {
        feed(vp8, data);
    }

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void vp9(byte[] data) {
        feed(vp9, data);
    }

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void h264(byte[] data) {
        feed(h264, data);
    }

    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void av1(byte[] data) {
        feed(av1, data);
    }

    /// Each payload stands behind a byte with its length.
    private void feed(FrameAssembler assembler, byte[] data) {
        assembler.begin(sink);
        int at = 0;
        int payloads = 0;
        while (at < data.length) {
            int length = Math.min(data[at] & 0xff, data.length - at - 1);
            byte[] payload = new byte[length];
            System.arraycopy(data, at + 1, payload, 0, length);
            at += 1 + length;
            payloads++;
            if (!assembler.add(MemorySegment.ofArray(payload), 0, length)) {
                break;
            }
        }
        if (assembler.end()) {
            assertTrue(sink.length() > 0);
        }
        // Start codes and sizes take at most four bytes for each byte that came.
        assertTrue(sink.length() <= 5 * data.length + 64, payloads + " payloads");
    }
}
