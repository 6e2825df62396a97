package io.sluice.egress.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;

/// Passthrough reads a stranger's H.264, an encoder of the machine makes HEVC: whatever it is,
/// units and their lengths fit together.
final class AnnexBFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void anyBytesBecomeUnitsBehindTheirLengths(byte[] data) {
        fitTogether(new AnnexB(), data);
        fitTogether(new AnnexB(MediaCodec.HEVC), data);
    }

    private static void fitTogether(AnnexB reader, byte[] data) {
        reader.read(data, data.length);
        ByteBuffer units = reader.units();
        int total = 0;
        while (units.hasRemaining()) {
            int length = units.getInt();
            assertTrue(length > 0 && length <= units.remaining());
            units.position(units.position() + length);
            total += length;
        }
        assertTrue(total <= data.length);
        ByteBuffer record = reader.takeRecord();
        if (record != null) {
            assertEquals(1, record.get());
            assertTrue(record.remaining() <= data.length + 64);
        }
    }
}
