package io.sluice.bench.load;

import io.sluice.bench.server.Picture;
import io.sluice.rtp.Bytes;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// A prepared VP8 camera: frames of one size at a steady rate, and a keyframe when one is asked
/// for. Descriptors are real (RFC 7741 §4.2), with a picture id of 15 bits.
final class VideoSource {
    static final int CLOCK_RATE = 90_000;
    static final int FRAMES_PER_SECOND = 30;

    /// As libwebrtc sends them.
    static final int MAX_PAYLOAD_BYTES = 1_180;

    /// Descriptor, and what a keyframe's first packet begins with.
    static final int CODEC_BYTES = 14;

    /// Packets of keyframes are numbered from here on.
    static final int KEYFRAME_PACKETS = 1_000;

    /// Packets of another encoding are other ones.
    static final int PICTURE_PACKETS = 10_000;

    /// A keyframe is so much larger than other frames.
    static final int KEYFRAME_TIMES = 4;

    private static final int PICTURE_ID_OFFSET = 2;

    private final int firstPacket;
    private final Content[] frame;
    private final Content[] keyframe;
    private int pictureId;
    private boolean keyframeDue = true;

    VideoSource(Arena arena, int publisher, Picture picture) {
        firstPacket = PICTURE_PACKETS * Math.max(0, Picture.SIMULCAST.indexOf(picture));
        frame = frame(arena, publisher, picture, false);
        keyframe = frame(arena, publisher, picture, true);
        pictureId = 17 * publisher;
    }

    /// All frames but keyframes are so large.
    static int frameBytes(Picture picture) {
        return picture.bitrateBps() / 8 / FRAMES_PER_SECOND;
    }

    private Content[] frame(Arena arena, int publisher, Picture picture, boolean key) {
        int bytes = frameBytes(picture) * (key ? KEYFRAME_TIMES : 1);
        int first = firstPacket + (key ? KEYFRAME_PACKETS : 0);
        int[] sizes = FrameSplitter.split(bytes, MAX_PAYLOAD_BYTES);
        Content[] packets = new Content[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            byte[] head = i == 0 && key ? keyframeHead(picture) : head(i == 0);
            packets[i] = new Content(arena, head, publisher, first + i, sizes[i]);
        }
        return packets;
    }

    /// `X R N S R PID | I L T K | M PictureID | …`.
    private static byte[] head(boolean start) {
        byte[] head = new byte[CODEC_BYTES];
        head[0] = (byte) (start ? 0x90 : 0x80);
        head[1] = (byte) 0x80;
        head[4] = 0x11;
        return head;
    }

    /// The same and the frame header of RFC 6386 §9.1.
    private static byte[] keyframeHead(Picture picture) {
        byte[] head = head(true);
        byte[] header = {0x10, 0, 0, (byte) 0x9d, 1, 0x2a};
        System.arraycopy(header, 0, head, 4, header.length);
        head[10] = (byte) picture.width();
        head[11] = (byte) (picture.width() >> 8);
        head[12] = (byte) picture.height();
        head[13] = (byte) (picture.height() >> 8);
        return head;
    }

    void askForKeyframe() {
        keyframeDue = true;
    }

    /// The packets of the next frame, good until the one after it is asked for.
    Content[] next() {
        Content[] due = keyframeDue ? keyframe : frame;
        keyframeDue = false;
        pictureId = (pictureId + 1) & 0x7fff;
        for (Content packet : due) {
            Bytes.put16(packet.bytes(), PICTURE_ID_OFFSET, 0x8000 | pictureId);
        }
        return due;
    }

    /// The content with this number, null when there is none.
    @Nullable Content packet(int number) {
        int own = number - firstPacket;
        if (own >= 0 && own < frame.length) {
            return frame[own];
        }
        int key = own - KEYFRAME_PACKETS;
        return key >= 0 && key < keyframe.length ? keyframe[key] : null;
    }
}
