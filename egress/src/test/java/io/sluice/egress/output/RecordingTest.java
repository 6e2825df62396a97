package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
    @TempDir Path directory;

    private Recording recording() {
        return new Recording(directory, "meeting", () -> {}, 0);
    }

    private static List<String> boxes(Path file) throws IOException {
        return new Mp4Walker(Files.readAllBytes(file)).topLevel();
    }

    @Test
    void aRealProgramBecomesAFileOfFragments() throws IOException {
        Recording recording = recording();
        TestProgram.real().forEach(recording::onFrame);
        recording.close();
        RecordingStatus status = recording.status();
        assertEquals(RecordingStatus.State.FINISHED, status.state());
        assertEquals(List.of(directory.resolve("meeting.mp4")), status.files());
        byte[] bytes = Files.readAllBytes(status.files().getFirst());
        assertEquals(bytes.length, status.bytes());
        assertTrue(status.millis() >= 3_900 && status.millis() <= 4_100, status.toString());
        Mp4Walker walker = new Mp4Walker(bytes);
        List<Mp4Walker.Run> pictures = walker.runs(Mp4Boxes.VIDEO_TRACK);
        assertEquals(4, pictures.size());
        long next = 0;
        for (Mp4Walker.Run run : pictures) {
            assertEquals(next, run.time());
            next += run.durations().stream().mapToLong(Long::longValue).sum();
        }
        assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).contains("mehd"));
    }

    /// What a killed process leaves is what was written until then.
    @Test
    void afterEachSecondTheFileIsWholeAsItIs() throws Exception {
        Recording recording = recording();
        List<EncodedFrame> frames = TestProgram.real();
        long written = 0;
        int keyframes = 0;
        for (EncodedFrame frame : frames) {
            recording.onFrame(frame);
            if (!frame.keyframe()) {
                continue;
            }
            while (recording.status().bytes() <= written) {
                Thread.onSpinWait();
            }
            written = recording.status().bytes();
            // The first one brings the beginning, each other one the second before it.
            List<String> boxes = boxes(recording.status().files().getFirst());
            assertEquals(2 + 2 * keyframes++, boxes.size());
        }
        recording.close();
        assertEquals(4, keyframes);
    }

    @Test
    void aPictureOfAnotherSizeGoesOnInAnotherFile() throws IOException {
        Files.createFile(directory.resolve("meeting-2.mp4"));
        Recording recording = recording();
        recording.onFrame(TestProgram.picture(0, true));
        recording.onFrame(TestProgram.picture(33, false));
        StreamSettings other = TestProgram.settings(640, 360);
        recording.onFrame(TestProgram.picture(66, false, other));
        recording.onFrame(TestProgram.picture(100, true, other));
        recording.close();
        assertEquals(
                List.of(directory.resolve("meeting.mp4"), directory.resolve("meeting-3.mp4")),
                recording.status().files());
        for (Path file : recording.status().files()) {
            assertEquals(List.of("ftyp", "moov", "moof", "mdat"), boxes(file));
        }
        assertArrayEquals(new byte[0], Files.readAllBytes(directory.resolve("meeting-2.mp4")));
    }

    @Test
    void aFullDiskEndsTheRecordingVisibly() {
        Recording recording =
                new Recording(directory, "meeting", () -> {}, Long.MAX_VALUE - (1L << 40));
        recording.onFrame(TestProgram.picture(0, true));
        recording.onFrame(TestProgram.picture(1_500, false));
        recording.close();
        assertEquals(RecordingStatus.State.FAILED, recording.status().state());
        assertEquals("the disk is full", recording.status().problem().words());
    }

    @Test
    void aFolderThatCannotBeMadeEndsTheRecordingVisibly() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Recording recording = new Recording(file, "meeting", () -> {}, 0);
        recording.onFrame(TestProgram.picture(0, true));
        recording.close();
        assertEquals("the file cannot be written", recording.status().problem().words());
    }

    @Test
    void aNameIsNoPath() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Recording(directory, "../x", () -> {}, 0));
    }
}
