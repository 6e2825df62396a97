package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtmp.ByteWriter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class LiveSourceTest {
    private final LiveSource source = new LiveSource(2);

    private static byte[] all(FlvViewer viewer) throws InterruptedException {
        ByteWriter out = new ByteWriter();
        for (byte[] next = viewer.next(0); next != null; next = viewer.next(0)) {
            out.bytes(next);
        }
        return out.toByteArray();
    }

    @Test
    void aViewerBeginsWithTheLastKeyframeAtOnce() throws InterruptedException {
        source.onFrame(TestProgram.picture(0, true));
        source.onFrame(TestProgram.picture(1_000, true));
        source.onFrame(TestProgram.sound(1_005));
        FrameQueue viewer = source.join().orElseThrow();
        source.onFrame(TestProgram.picture(1_033, false));
        assertEquals(1_000 * TestProgram.MILLI, Objects.requireNonNull(viewer.take(0)).dtsNanos());
        assertEquals(1_005 * TestProgram.MILLI, Objects.requireNonNull(viewer.take(0)).dtsNanos());
        assertEquals(1_033 * TestProgram.MILLI, Objects.requireNonNull(viewer.take(0)).dtsNanos());
        assertNull(viewer.take(0));
    }

    @Test
    void aRealProgramIsReadAgainFromHttpFlv() throws InterruptedException {
        List<EncodedFrame> frames = TestProgram.real();
        FlvViewer viewer = new FlvViewer(source.join().orElseThrow());
        frames.forEach(source::onFrame);
        source.end();
        List<EncodedFrame> again = TestProgram.frames(all(viewer));
        List<EncodedFrame> expected =
                frames.stream()
                        .dropWhile(frame -> !frame.startsHere())
                        .filter(frame -> frame.dtsNanos() >= 0)
                        .toList();
        assertEquals(expected.size(), again.size());
        for (int i = 0; i < again.size(); i++) {
            assertEquals(expected.get(i).bytes().length, again.get(i).bytes().length);
            assertEquals(expected.get(i).track(), again.get(i).track());
        }
        assertTrue(again.getFirst().keyframe());
        assertEquals(0, again.getFirst().dtsNanos());
    }

    @Test
    void newSettingsAreToldWithTheNextKeyframe() throws InterruptedException {
        FlvViewer viewer = new FlvViewer(source.join().orElseThrow());
        source.onFrame(TestProgram.picture(0, true));
        int first = Objects.requireNonNull(viewer.next(0)).length;
        source.onFrame(TestProgram.picture(33, true));
        int same = Objects.requireNonNull(viewer.next(0)).length;
        source.onFrame(TestProgram.picture(66, true, TestProgram.settings(640, 360)));
        int other = Objects.requireNonNull(viewer.next(0)).length;
        assertTrue(same < 30);
        assertEquals(first - 13, other);
    }

    @Test
    void viewersAreCountedBoundedAndLetGo() throws InterruptedException {
        FlvViewer viewer = new FlvViewer(source.join().orElseThrow());
        assertTrue(source.join().isPresent());
        assertTrue(source.join().isEmpty());
        viewer.close();
        assertEquals(1, source.viewerCount());
        assertNull(viewer.next(0));
        FrameQueue last = source.join().orElseThrow();
        source.end();
        assertFalse(last.isOpen());
        assertTrue(source.join().isEmpty());
    }
}
