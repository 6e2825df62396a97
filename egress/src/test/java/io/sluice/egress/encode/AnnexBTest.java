package io.sluice.egress.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class AnnexBTest {
    private final AnnexB reader = new AnnexB();

    private void read(String hex) {
        byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
        reader.read(data, data.length);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return HexFormat.of().formatHex(all);
    }

    @Test
    void aKeyframeGivesItsSetsToTheRecord() {
        read("00000001 0910 00000001 674d0028aa 00000001 68ee3c80 000001 65b804ff");
        assertTrue(reader.keyframe());
        assertEquals("0000000465b804ff", hex(reader.units()));
        ByteBuffer record = reader.takeRecord();
        assertNotNull(record);
        assertEquals("014d0028ffe10005674d0028aa01000468ee3c80", hex(record));
        assertNull(reader.takeRecord());
    }

    @Test
    void theSameSetsAgainAreNoNewRecord() {
        read("00000001 674d0028aa 00000001 68ee3c80 000001 65b804ff");
        assertNotNull(reader.takeRecord());
        read("00000001 674d0028aa 00000001 68ee3c80 000001 65b804fe");
        assertNull(reader.takeRecord());
        read("00000001 674d0029aa 00000001 68ee3c80 000001 65b804fd");
        assertNotNull(reader.takeRecord());
    }

    @Test
    void severalSlicesStayOneFrame() {
        read("000001 4188 000001 4199");
        assertFalse(reader.keyframe());
        assertEquals("000000024188000000024199", hex(reader.units()));
    }

    @Test
    void nothingIsMadeOfNothing() {
        read("");
        assertTrue(reader.isEmpty());
        read("000001");
        assertTrue(reader.isEmpty());
        assertArrayEquals(new int[] {0, 0}, new int[] {reader.width(), reader.height()});
    }
}
