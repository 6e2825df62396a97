package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RtpHeaderWriterTest {
    private final MemorySegment s = Arena.ofAuto().allocate(1500);
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final RtpPacket packet = new RtpPacket();

    @Test
    void aHeaderWithoutExtensionsHasTwelveBytes() {
        int length = writer.begin(s, 1, 111, false, 0x1_0005, 0x1_2345_6789L, 9).finish();

        assertEquals("806f0005 23456789 00000009".replace(" ", ""), TestMemory.hex(s, 1, length));
    }

    @Test
    void writesTheOneByteFormAndPadsIt() {
        int length =
                writer.begin(s, 0, 96, true, 1, 2, 3)
                        .extension(4, new byte[] {0x61})
                        .extension(3, 0x1234, 2)
                        .finish();

        assertEquals(
                "90e000010000000200000003" + "bede0002" + "4061" + "311234" + "000000",
                TestMemory.hex(s, 0, length));
    }

    @Test
    void anElementThatNeedsTwoBytesMakesAllOfThemTwoByte() {
        int length =
                writer.begin(s, 0, 96, false, 1, 2, 3)
                        .extension(1, 0xaa, 1)
                        .extension(2, 0xbbcc, 2)
                        .extension(15, 0xdd, 1)
                        .extension(3, 0xee, 1)
                        .finish();

        assertEquals(
                "906000010000000200000003"
                        + "10000004"
                        + "0101aa"
                        + "0202bbcc"
                        + "0f01dd"
                        + "0301ee"
                        + "000000",
                TestMemory.hex(s, 0, length));
    }

    @Test
    void refusesAnIdThatCannotBe() {
        writer.begin(s, 0, 96, false, 1, 2, 3);

        assertThrows(IllegalArgumentException.class, () -> writer.extension(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> writer.extension(256, 1, 1));
    }

    /// Property: whatever is written is read back, whichever form it took.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsReadBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            int offset = random.nextInt(8);
            int payloadType = random.nextInt(128);
            boolean marker = random.nextBoolean();
            int sequenceNumber = random.nextInt(0x10000);
            long timestamp = random.nextLong() >>> 32;
            long ssrc = random.nextLong() >>> 32;
            writer.begin(s, offset, payloadType, marker, sequenceNumber, timestamp, ssrc);
            Map<Integer, byte[]> written = new LinkedHashMap<>();
            boolean wide = random.nextInt(3) == 0;
            for (int i = random.nextInt(9); i > 0; i--) {
                byte[] value = new byte[wide ? random.nextInt(40) : 1 + random.nextInt(16)];
                random.nextBytes(value);
                int id = 1 + random.nextInt(wide ? 255 : 14);
                if (written.putIfAbsent(id, value) == null) {
                    MemorySegment from = TestMemory.of(value);
                    writer.extension(id, from, 0, value.length);
                }
            }
            int length = writer.finish();

            assertTrue(packet.wrap(s.asSlice(0, offset + length), offset, length));
            assertEquals(payloadType, packet.payloadType());
            assertEquals(marker, packet.marker());
            assertEquals(sequenceNumber, packet.sequenceNumber());
            assertEquals(timestamp, packet.timestamp());
            assertEquals(ssrc, packet.ssrc());
            assertEquals(length, packet.headerLength());
            written.forEach((id, value) -> {
                long at = packet.extension(id);
                assertEquals(value.length, packet.extensionLength(), "element " + id);
                assertEquals(
                        TestMemory.hex(TestMemory.of(value), 0, value.length),
                        TestMemory.hex(s, at, value.length));
            });
            assertEquals(written.size(), countElements());
        }
    }

    private int countElements() {
        HeaderExtensions elements = new HeaderExtensions().wrap(packet);
        int count = 0;
        while (elements.next()) {
            count++;
        }
        return count;
    }

    @Test
    void allocatesNothingPerPacket() {
        MemorySegment mid = TestMemory.hex("31");

        double bytes =
                TestMemory.allocatedPerCall(() ->
                        writer.begin(s, 0, 96, true, 1, 2, 3)
                                .extension(4, mid, 0, 1)
                                .extension(3, 77, 2)
                                .extension(15, 99, 3)
                                .finish());

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }
}
