package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordedLengthTest {
    @TempDir Path directory;
    private byte[] whole;

    @BeforeEach
    void record() throws IOException {
        try (Recording recording = new Recording(directory, "whole", () -> {}, 0)) {
            TestProgram.real().forEach(recording::onFrame);
        }
        whole = Files.readAllBytes(directory.resolve("whole.mp4"));
    }

    private RecordedLength of(byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("file.mp4"), bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            return RecordedLength.of(channel);
        }
    }

    @Test
    void aFinishedFileSaysHowLongItIs() throws IOException {
        RecordedLength length = of(whole);
        assertTrue(length.finished());
        assertTrue(length.millis() > 3_800 && length.millis() < 4_100, length.toString());
    }

    @Test
    void aFileThatGrowsIsAsLongAsItsFragments() throws IOException {
        byte[] growing = whole.clone();
        for (int i = 0; i < growing.length - 4; i++) {
            if (new String(growing, i, 4, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .equals("mehd")) {
                growing[i] = 'f';
                break;
            }
        }
        RecordedLength length = of(growing);
        assertFalse(length.finished());
        assertEquals(3_000, length.millis(), "where the last fragment begins");
        RecordedLength cut = of(Arrays.copyOf(growing, growing.length * 6 / 10));
        assertTrue(cut.millis() == 1_000 || cut.millis() == 2_000, cut.toString());
    }

    @Test
    void whatIsNoRecordingHasNoLength() throws IOException {
        assertEquals(0, of(new byte[0]).millis());
        assertEquals(0, of(new byte[100]).millis());
        byte[] noise = new byte[5_000];
        Arrays.fill(noise, (byte) 0xff);
        assertEquals(0, of(noise).millis());
    }
}
