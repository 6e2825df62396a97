package io.sluice.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.FuzzMemory;
import io.sluice.rtp.RtpPacket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class SrtpFuzzTest {
    private static final FuzzMemory MEMORY = new FuzzMemory();
    private static final MemorySegment CELL = Arena.ofAuto().allocate(2 * 1536);
    private static final List<SrtpReceiver> RECEIVERS = new ArrayList<>();
    private static final List<SrtpSender> SENDERS = new ArrayList<>();
    private static long index;

    static {
        for (SrtpProvider provider : SrtpProvider.values()) {
            if (provider.isAvailable()) {
                add(provider);
            }
        }
    }

    private static void add(SrtpProvider provider) {
        for (SrtpProfile profile : SrtpProfile.values()) {
            byte[] material = new byte[profile.keyingMaterialBytes()];
            Arrays.fill(material, (byte) 0x3c);
            RECEIVERS.add(provider.receiver(SrtpKeys.fromExporter(profile, material, true)));
            SENDERS.add(provider.sender(SrtpKeys.fromExporter(profile, material, false)));
        }
    }

    /// Whatever comes off the wire is refused and stays what it was: nobody guesses a tag.
    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void unprotect(byte[] input) {
        MemorySegment s = MEMORY.exactly(input);
        int length = (int) s.byteSize();
        for (SrtpReceiver receiver : RECEIVERS) {
            assertTrue(receiver.unprotectRtp(s, 0, length) < 0);
            assertTrue(receiver.unprotectRtcp(s, 0, length) < 0);
        }
        byte[] now = s.toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(Arrays.copyOf(input, length), now);
    }

    /// Whatever is a packet goes there and back, and once only.
    @FuzzTest(maxDuration = "", maxExecutions = FuzzMemory.EXECUTIONS)
    void thereAndBack(byte[] input) {
        int length = Math.min(input.length, 1500);
        MemorySegment s = MEMORY.exactly(Arrays.copyOf(input, length));
        int header = RtpPacket.headerLength(s, 0, length);
        if (header < 0) {
            return;
        }
        index++;
        Bytes.put16(s, 2, (int) index);
        Bytes.put32(s, 8, 7);
        String plain = hex(s, length);
        for (int i = 0; i < SENDERS.size(); i++) {
            MemorySegment.copy(s, 0, CELL, 0, header);
            int total =
                    SENDERS.get(i).protectRtp(CELL, 0, header, s, header, length - header, index);
            assertTrue(total > length);
            MemorySegment cell = CELL.asSlice(0, total);
            MemorySegment again = CELL.asSlice(1536, total);
            MemorySegment.copy(cell, 0, again, 0, total);
            assertEquals(length, RECEIVERS.get(i).unprotectRtp(cell, 0, total));
            assertEquals(plain, hex(cell, length));
            assertEquals(SrtpError.REPLAYED, RECEIVERS.get(i).unprotectRtp(again, 0, total));
        }
    }

    private static String hex(MemorySegment s, int length) {
        return Arrays.toString(s.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
}
