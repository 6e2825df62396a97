package io.sluice.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class IvfFileTest {
    @Test
    void findsFramesAndKeyframes() throws IOException {
        IvfFile file = Ivf.parsed("AbcDe", 100);

        assertEquals(5, file.frames());
        assertTrue(file.isKeyframe(0));
        assertFalse(file.isKeyframe(1));
        assertEquals(100, file.length(2));
        assertEquals(3, file.keyframeFrom(1));
        assertEquals(3, file.keyframeFrom(3));
        assertEquals(0, file.keyframeFrom(4), "from the start again");
    }

    @Test
    void copiesAPartOfAFrame() throws IOException {
        MemorySegment into = Arena.ofAuto().allocate(4);

        Ivf.parsed("Ab", 10).copy(1, 8, 2, into, 1);

        assertEquals(0, Bytes.unsigned8(into, 0));
        assertEquals('b', Bytes.unsigned8(into, 1));
        assertEquals('b', Bytes.unsigned8(into, 2));
        assertEquals(0, Bytes.unsigned8(into, 3));
    }

    @Test
    void refusesWhatIsCutOff() {
        byte[] whole = Ivf.of("Ab", 10);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length != 32 + 12 + 10) {
                assertThrows(IOException.class, () -> IvfFile.parse(Arena.ofAuto(), part));
            }
        }
    }

    @Test
    void refusesALengthBeyondTheFile() {
        byte[] file = Ivf.of("A", 10);
        file[35] = (byte) 0x80; // negative

        assertThrows(IOException.class, () -> IvfFile.parse(Arena.ofAuto(), file));
    }

    @Test
    void refusesAFileThatNobodyCouldStartToDecode() {
        assertThrows(IOException.class, () -> Ivf.parsed("bA", 10));
    }
}
