package io.sluice.egress.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/// Passthrough reads a stranger's H.264: whatever it is, units and their lengths fit together.
final class AnnexBFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void anyBytesBecomeUnitsBehindTheirLengths(byte[] data) {
        AnnexB reader = new AnnexB();
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
            assertTrue(record.remaining() <= data.length + 11);
        }
    }
}
