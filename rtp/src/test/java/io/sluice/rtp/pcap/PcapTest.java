package io.sluice.rtp.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.TestMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PcapTest {
    private static final InetSocketAddress V4 = new InetSocketAddress("192.0.2.1", 5000);
    private static final InetSocketAddress V4_PEER = new InetSocketAddress("192.0.2.2", 6000);
    private static final InetSocketAddress V6 = new InetSocketAddress("2001:db8::1", 7000);
    private static final InetSocketAddress V6_PEER = new InetSocketAddress("2001:db8::2", 8000);

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        MemorySegment packet = TestMemory.hex("00806000010000000200000003ff");
        try (PcapWriter writer = new PcapWriter(file)) {
            writer.write(1_800_000_000_123_456_789L, V4, V4_PEER, packet, 1, 13);
            writer.write(1_800_000_001_000_000_000L, V6, V6_PEER, packet, 0, 1);
        }

        try (PcapReader reader = new PcapReader(new ByteArrayInputStream(file.toByteArray()))) {
            assertTrue(reader.next());
            assertEquals(1_800_000_000_123_456_789L, reader.epochNanos());
            assertEquals(5000, reader.sourcePort());
            assertEquals(6000, reader.targetPort());
            assertEquals("806000010000000200000003ff", TestMemory.hex(reader.payload(), 0, 13));
            assertTrue(reader.next());
            assertEquals(8000, reader.targetPort());
            assertEquals(1, reader.payload().byteSize());
            assertFalse(reader.next());
        }
    }

    @Test
    void theIpHeaderHasAValidChecksum() throws IOException {
        try (PcapWriter writer = new PcapWriter(file)) {
            writer.write(0, V4, V4_PEER, TestMemory.hex("01"), 0, 1);
        }
        byte[] bytes = file.toByteArray();
        int sum = 0;
        for (int i = 40; i < 60; i += 2) {
            sum += ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff);
        }
        assertEquals(0xffff, (sum & 0xffff) + (sum >> 16));
    }

    @Test
    void readsWhatALittleEndianMachineWrote() throws IOException {
        String head = "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 65000000";
        String record = "0a000000 05000000 1d000000 1d000000";
        String ip = "4500001d 00000000 40110000 c0000201 c0000202 1388 1770 0009 0000 77";
        byte[] bytes = HexFormat.of().parseHex((head + record + ip).replace(" ", ""));

        try (PcapReader reader = new PcapReader(new ByteArrayInputStream(bytes))) {
            assertTrue(reader.next());
            assertEquals(10_000_005_000L, reader.epochNanos());
            assertEquals("77", TestMemory.hex(reader.payload(), 0, 1));
        }
    }

    @Test
    void saysSoWhenAFileIsCutOrIsNone() throws IOException {
        try (PcapWriter writer = new PcapWriter(file)) {
            writer.write(0, V4, V4_PEER, TestMemory.hex("01"), 0, 1);
        }
        byte[] whole = file.toByteArray();

        assertThrows(EOFException.class, () -> readAll(Arrays.copyOf(whole, 10)));
        assertThrows(EOFException.class, () -> readAll(Arrays.copyOf(whole, 30)));
        assertThrows(EOFException.class, () -> readAll(Arrays.copyOf(whole, whole.length - 1)));
        assertThrows(IOException.class, () -> readAll(new byte[100]));
    }

    private static void readAll(byte[] bytes) throws IOException {
        try (PcapReader reader = new PcapReader(new ByteArrayInputStream(bytes))) {
            while (reader.next()) {
                assertTrue(reader.payload().byteSize() >= 0);
            }
        }
    }
}
