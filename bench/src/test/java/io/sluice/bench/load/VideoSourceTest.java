package io.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.bench.server.Picture;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp8Descriptor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class VideoSourceTest {
    private static final int PUBLISHER = 3;

    private static final int FRAME_BYTES = VideoSource.frameBytes(Picture.ONLY);

    private final Arena arena = Arena.ofConfined();
    private final VideoSource source = new VideoSource(arena, PUBLISHER, Picture.ONLY);

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
        assertEquals(4 * FRAME_BYTES, key);
        assertEquals(FRAME_BYTES, bytes(source.next()));
        source.askForKeyframe();
        assertEquals(key, bytes(source.next()));
        assertEquals(FRAME_BYTES, bytes(source.next()));
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
                assertSame(packet, source.packet(number));
                assertTrue(packet.length() <= VideoSource.MAX_PAYLOAD_BYTES);
            }
        }
        assertNull(source.packet(-1));
        assertNull(source.packet(6));
        assertNull(source.packet(VideoSource.KEYFRAME_PACKETS + 22));
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

    /// The server goes by these sizes when it chooses an encoding.
    @ParameterizedTest
    @EnumSource
    void saysHowLargeItsPictureIs(Picture picture) {
        FrameInfo info = new FrameInfo();
        Content first = new VideoSource(arena, PUBLISHER, picture).next()[0];
        assertTrue(Vp8Descriptor.parse(first.bytes(), 0, first.length(), info));
        assertEquals(picture.width(), info.width());
        assertEquals(picture.height(), info.height());
    }

    /// Else a receiver of the wrong one would not notice.
    @Test
    void packetsOfOneEncodingAreNoneOfAnother() {
        VideoSource half = new VideoSource(arena, PUBLISHER, Picture.HALF);
        for (Picture other : List.of(Picture.QUARTER, Picture.FULL)) {
            for (Content packet : new VideoSource(arena, PUBLISHER, other).next()) {
                int number = Content.packetOf(packet.bytes(), 0, VideoSource.CODEC_BYTES);
                assertNull(half.packet(number));
            }
        }
    }
}
