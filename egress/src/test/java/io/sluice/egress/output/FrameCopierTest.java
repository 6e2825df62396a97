package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameCopierTest {
    private final List<EncodedFrame> frames = new ArrayList<>();
    private final FrameCopier copier = new FrameCopier(frames::add, 30, 2_500_000, 128_000);
    private final ByteBuffer record = ByteBuffer.wrap(new byte[] {1, 0x64, 0, 0x1f});
    private final ByteBuffer config = ByteBuffer.wrap(new byte[] {0x11, (byte) 0x90});
    private final ByteBuffer units = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 0x65});

    @Test
    void framesWaitUntilBothTracksHaveSaidHowTheyAreCoded() {
        copier.videoConfig(record, 1280, 720);
        copier.video(units, 0, 0, true);
        assertEquals(List.of(), frames);
        copier.audioConfig(config, 48_000, 2);
        copier.video(units, 5, 7, true);
        copier.audio(config, 9);
        assertEquals(2, frames.size());
        EncodedFrame picture = frames.getFirst();
        assertTrue(picture.startsHere());
        assertEquals(5, picture.dtsNanos());
        assertEquals(7, picture.ptsNanos());
        assertEquals(2_628_000, picture.settings().totalBps());
        assertEquals("avc1.64001f,mp4a.40.2", picture.settings().codecNames());
        assertFalse(frames.getLast().startsHere());
        assertSame(picture.settings(), frames.getLast().settings());
    }

    @Test
    void theBytesAreTheFramesOwn() {
        copier.videoConfig(record, 1280, 720);
        copier.audioConfig(config, 48_000, 2);
        copier.video(units, 0, 0, true);
        units.put(4, (byte) 0);
        assertArrayEquals(new byte[] {0, 0, 0, 1, 0x65}, frames.getFirst().bytes());
        assertEquals(5, units.remaining());
    }

    @Test
    void anotherSizeIsAnotherSetting() {
        copier.videoConfig(record, 1280, 720);
        copier.audioConfig(config, 48_000, 2);
        copier.video(units, 0, 0, true);
        copier.videoConfig(record, 640, 360);
        copier.video(units, 1, 1, true);
        StreamSettings first = frames.getFirst().settings();
        StreamSettings second = frames.getLast().settings();
        assertNotSame(first, second);
        assertFalse(first.sameDecoders(second));
        assertEquals(640, second.width());
    }

    @Test
    void aProgramOfSoundAloneBeginsAnywhere() {
        FrameCopier sound = new FrameCopier(frames::add, 0, 0, 96_000);
        sound.audioConfig(config, 48_000, 2);
        sound.audio(config, 0);
        assertTrue(frames.getFirst().startsHere());
        assertFalse(frames.getFirst().settings().hasVideo());
        assertEquals("mp4a.40.2", frames.getFirst().settings().codecNames());
    }
}
