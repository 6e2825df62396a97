package io.sluice.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PacketKindTest {
    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "0, 1, STUN",
        "3, 0, STUN",
        "4, 0, UNKNOWN",
        "19, 0, UNKNOWN",
        "20, 254, DTLS",
        "63, 254, DTLS",
        "64, 0, UNKNOWN",
        "79, 0, UNKNOWN",
        "127, 0, UNKNOWN",
        "128, 96, RTP",
        "144, 239, RTP",
        "128, 191, RTP",
        "128, 192, RTCP",
        "129, 200, RTCP",
        "143, 205, RTCP",
        "128, 223, RTCP",
        "128, 224, RTP",
        "191, 0, RTP",
        "192, 0, UNKNOWN",
        "255, 255, UNKNOWN"
    })
    void tellsTheProtocolByTwoBytes(int first, int second, PacketKind kind) {
        byte[] bytes = new byte[20];
        bytes[0] = (byte) first;
        bytes[1] = (byte) second;

        assertEquals(kind, PacketKind.of(TestMemory.of(bytes), 0, bytes.length));
    }

    @Test
    void tooShortForItsProtocolIsUnknown() {
        MemorySegment rtp = TestMemory.hex("80600000 00000000 000000");
        MemorySegment rtcp = TestMemory.hex("80c90001 000000");

        assertEquals(PacketKind.UNKNOWN, PacketKind.of(rtp, 0, 11));
        assertEquals(PacketKind.UNKNOWN, PacketKind.of(rtcp, 0, 7));
        assertEquals(PacketKind.UNKNOWN, PacketKind.of(MemorySegment.NULL, 0, 0));
    }
}
