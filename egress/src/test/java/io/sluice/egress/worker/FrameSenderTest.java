package io.sluice.egress.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.input.LinkDecoder;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameCodec;
import io.sluice.egress.output.TestProgram;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrameSenderTest {
    private int keyframesWanted;
    private final FrameSender sender = new FrameSender(() -> keyframesWanted++);
    private final ByteBuffer out = ByteBuffer.allocate(LinkFormat.MAX_FRAME_BYTES);
    private final LinkDecoder decoder = new LinkDecoder();
    private final List<EncodedFrame> arrived = new ArrayList<>();
    private final FrameCodec.Reader reader = new FrameCodec.Reader(0, arrived::add);

    private void carry() {
        while (sender.fill(out, 0)) {
            out.flip();
            while (out.hasRemaining()) {
                ByteBuffer space = decoder.space();
                int count = Math.min(out.remaining(), space.remaining());
                space.put(out.slice(out.position(), count));
                out.position(out.position() + count);
                decoder.filled();
                while (decoder.next() == LinkDecoder.Found.ENCODED) {
                    assertTrue(reader.take(decoder.body()));
                }
            }
            out.clear();
        }
    }

    private static EncodedFrame picture(int number, int bytes) {
        return EncodedFrame.video(
                number, number, number % 30 == 0, new byte[bytes], TestProgram.SETTINGS);
    }

    @Test
    void framesArriveFromTheFirstKeyframeOn() {
        sender.onFrame(picture(29, 1_000));
        sender.onFrame(picture(30, 400_000));
        sender.onFrame(picture(31, 1_000));
        carry();
        assertEquals(2, arrived.size());
        assertEquals(400_000, arrived.getFirst().bytes().length);
    }

    @Test
    void aSlowServerCostsWholeFramesUpToTheNextKeyframe() {
        int each = 100_000;
        int fitting = (int) (FrameSender.MAX_QUEUED_BYTES / each);
        for (int i = 0; i <= fitting; i++) {
            sender.onFrame(picture(i, each));
        }
        assertEquals(1, keyframesWanted);
        sender.onFrame(picture(61, each));
        sender.onFrame(picture(90, each));
        sender.onFrame(picture(91, each));
        carry();
        assertEquals(List.of(90L, 91L), arrived.stream().map(EncodedFrame::dtsNanos).toList());
        assertEquals(fitting + 2, sender.droppedFrames());
    }

    @Test
    void roomForEventsIsKept() {
        sender.onFrame(picture(0, 1_000_000));
        assertTrue(sender.fill(out, LinkFormat.MAX_FRAME_BYTES / 2));
        assertTrue(out.remaining() >= LinkFormat.MAX_FRAME_BYTES / 2);
        assertFalse(sender.fill(out, LinkFormat.MAX_FRAME_BYTES / 2));
    }
}
