package io.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp8Descriptor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VideoSourceTest {
    private static final int PUBLISHER = 3;

    private final Arena arena = Arena.ofConfined();
    private final VideoSource source = new VideoSource(arena, PUBLISHER);

    @AfterEach
    void free() {
        arena.close();
    }

    private static int bytes(Content[] frame) {
        return Arrays.stream(frame).mapToInt(Content::length).sum();
    }

    @Test
    void beginsWithAKeyframeAndSendsAnotherWhenItIsAsked() {
        int key = bytes(source.next());
        assertEquals(4 * VideoSource.FRAME_BYTES, key);
        assertEquals(VideoSource.FRAME_BYTES, bytes(source.next()));
        source.askForKeyframe();
        assertEquals(key, bytes(source.next()));
        assertEquals(VideoSource.FRAME_BYTES, bytes(source.next()));
    }

    @Test
    void sendsTheRateItSays() {
        Content[] _ = source.next();
        long second = 0;
        for (int i = 0; i < VideoSource.FRAMES_PER_SECOND; i++) {
            second += bytes(source.next());
        }
        assertEquals(1_500_000, 8 * second);
    }

    @Test
    void numbersItsPacketsAsTheirContentSays() {
        for (int frame = 0; frame < 2; frame++) {
            for (Content packet : source.next()) {
                int number = Content.packetOf(packet.bytes(), 0, VideoSource.CODEC_BYTES);
                assertTrue(source.hasPacket(number));
                assertSame(packet, source.packet(number));
                assertTrue(packet.length() <= VideoSource.MAX_PAYLOAD_BYTES);
            }
        }
        assertFalse(source.hasPacket(6));
        assertFalse(source.hasPacket(VideoSource.KEYFRAME_PACKETS + 22));
    }

    /// As this server's own reader of VP8 sees it.
    @Test
    void writesDescriptorsThatAreReal() {
        FrameInfo info = new FrameInfo();
        int before = -1;
        for (int frame = 0; frame < 3; frame++) {
            Content[] packets = source.next();
            for (int i = 0; i < packets.length; i++) {
                Content packet = packets[i];
                assertTrue(Vp8Descriptor.parse(packet.bytes(), 0, packet.length(), info));
                assertEquals(i == 0, info.startOfFrame());
                assertEquals(i == 0 && frame == 0, info.keyframe());
                assertEquals(15, info.pictureIdBits());
                assertEquals(i == 0, info.pictureId() != before);
                before = info.pictureId();
            }
        }
        assertEquals(17 * PUBLISHER + 3, before);
    }

    @Test
    void saysHowLargeItsPictureIs() {
        FrameInfo info = new FrameInfo();
        Content first = source.next()[0];
        assertTrue(Vp8Descriptor.parse(first.bytes(), 0, first.length(), info));
        assertEquals(640, info.width());
        assertEquals(360, info.height());
    }
}
