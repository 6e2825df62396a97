package io.sluice.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OggFileTest {
    private static final byte[] HEAD = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAGS = "OpusTags".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /// Writes a page with segments of these lengths.
    private void page(byte[] data, int... segments) {
        file.writeBytes("OggS".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(new byte[22]);
        file.write(segments.length);
        Arrays.stream(segments).forEach(file::write);
        file.writeBytes(data);
    }

    private void headers() {
        page(HEAD, HEAD.length);
        page(TAGS, TAGS.length);
    }

    private List<MemorySegment> parse() throws IOException {
        return OggFile.parse(Arena.ofAuto(), file.toByteArray());
    }

    @Test
    void givesThePacketsBehindTheHeaders() throws IOException {
        headers();
        page(new byte[] {1, 2, 2, 3}, 1, 2, 1);

        List<MemorySegment> packets = parse();

        assertEquals(3, packets.size());
        assertEquals(2, packets.get(1).byteSize());
        assertEquals(2, packets.get(1).get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(3, packets.get(2).get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    void joinsAPacketOfSeveralSegmentsAndPages() throws IOException {
        headers();
        page(new byte[255], 255);
        page(new byte[256], 255, 1);

        assertEquals(511, parse().getFirst().byteSize());
    }

    @Test
    void refusesWhatIsCutOff() {
        headers();
        int before = file.size();
        page(new byte[] {1, 2, 3}, 3);
        byte[] whole = file.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(
                    IOException.class, () -> OggFile.parse(Arena.ofAuto(), part), "at " + length);
        }
        assertEquals(before + 31, whole.length);
    }

    @Test
    void refusesAPacketThatIsNoOpus() {
        headers();
        page(new byte[255 * 6], 255, 255, 255, 255, 255, 255);
        page(new byte[1], 1);

        assertThrows(IOException.class, this::parse);
    }
}
