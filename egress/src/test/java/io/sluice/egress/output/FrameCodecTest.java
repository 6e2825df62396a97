package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
    private static final int ROOM = FrameCodec.MAX_MESSAGE_BYTES;

    private final FrameCodec.Writer writer = new FrameCodec.Writer();
    private final List<EncodedFrame> read = new ArrayList<>();
    private final FrameCodec.Reader reader = new FrameCodec.Reader(7, read::add);

    /// The messages of a frame, each in at most so many bytes.
    private List<ByteBuffer> messages(EncodedFrame frame, int room) {
        List<ByteBuffer> messages = new ArrayList<>();
        writer.begin(frame);
        while (writer.isBusy()) {
            ByteBuffer out = ByteBuffer.allocate(room);
            assertTrue(writer.write(out) > 0);
            messages.add(out.flip());
        }
        return messages;
    }

    private void send(EncodedFrame frame, int room) {
        messages(frame, room).forEach(message -> assertTrue(reader.take(message)));
    }

    @Test
    void aRealProgramComesBackAsItWas() {
        List<EncodedFrame> frames = TestProgram.real();
        frames.forEach(frame -> send(frame, ROOM));

        assertEquals(frames.size(), read.size());
        for (int i = 0; i < frames.size(); i++) {
            EncodedFrame expected = frames.get(i);
            EncodedFrame actual = read.get(i);
            assertEquals(expected.track(), actual.track());
            assertEquals(expected.keyframe(), actual.keyframe());
            assertEquals(expected.dtsNanos(), actual.dtsNanos());
            assertEquals(expected.ptsNanos(), actual.ptsNanos());
            assertArrayEquals(expected.bytes(), actual.bytes());
            assertEquals(read.getFirst().settings(), actual.settings(), "told once");
        }
        StreamSettings settings = read.getFirst().settings();
        StreamSettings original = frames.getFirst().settings();
        assertArrayEquals(original.videoRecord(), settings.videoRecord());
        assertArrayEquals(original.audioConfig(), settings.audioConfig());
        assertEquals(original.totalBps(), settings.totalBps());
        assertEquals(original.framesPerSecond(), settings.framesPerSecond());
        assertEquals(original.codecNames(), settings.codecNames());
        assertEquals(original.sampleRate(), settings.sampleRate());
        assertFalse(original.sameDecoders(settings), "another encoder");
    }

    @Test
    void aLargeFrameGoesInPieces() {
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        var frame = EncodedFrame.video(1, 2, true, bytes, TestProgram.SETTINGS);
        List<ByteBuffer> messages = messages(frame, ROOM);
        assertEquals(1 + 5, messages.size());
        messages.forEach(message -> assertTrue(reader.take(message)));
        send(frame, 1_000);

        assertEquals(2, read.size());
        assertArrayEquals(bytes, read.get(0).bytes());
        assertArrayEquals(bytes, read.get(1).bytes());
    }

    @Test
    void aFrameWithoutSettingsIsRefusedAndNothingIsTakenAfterwards() {
        List<ByteBuffer> messages = messages(TestProgram.picture(0, true), ROOM);
        assertEquals(2, messages.size());
        assertFalse(reader.take(messages.get(1)));
        assertFalse(reader.take(messages.get(0)));
        assertTrue(read.isEmpty());
    }

    @Test
    void piecesThatAreNotWhatWasSaidAreRefused() {
        List<ByteBuffer> messages =
                messages(EncodedFrame.video(1, 1, true, new byte[100], TestProgram.SETTINGS), 64);
        assertTrue(reader.take(messages.get(0)));
        assertTrue(reader.take(messages.get(1)));
        ByteBuffer tooMuch = ByteBuffer.allocate(100).put(0, (byte) 3);
        assertFalse(reader.take(tooMuch));
        assertTrue(read.isEmpty());
    }

    @Test
    void aFrameLargerThanAnyIsRefusedBeforeItIsMade() {
        assertTrue(reader.take(messages(TestProgram.picture(0, true), ROOM).get(0)));
        ByteBuffer lie = ByteBuffer.allocate(22).put((byte) 2).put((byte) 0);
        lie.putInt(FrameCodec.MAX_FRAME_BYTES + 1);
        assertFalse(reader.take(lie.rewind()));
    }
}
