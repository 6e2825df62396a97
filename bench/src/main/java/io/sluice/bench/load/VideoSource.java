package io.sluice.bench.load;

import io.sluice.rtp.Bytes;
import java.lang.foreign.Arena;

/// A prepared VP8 camera: frames of one size at a steady rate, and a keyframe when one is asked
/// for. Descriptors are real (RFC 7741 §4.2), with a picture id of 15 bits.
final class VideoSource {
    static final int CLOCK_RATE = 90_000;
    static final int FRAMES_PER_SECOND = 30;

    /// 1.5 Mbit/s.
    static final int FRAME_BYTES = 1_500_000 / 8 / FRAMES_PER_SECOND;

    /// As libwebrtc sends them.
    static final int MAX_PAYLOAD_BYTES = 1_180;

    /// Descriptor, and what a keyframe's first packet begins with.
    static final int CODEC_BYTES = 14;

    /// Packets of keyframes are numbered from here on.
    static final int KEYFRAME_PACKETS = 1_000;

    private static final int KEYFRAME_BYTES = 4 * FRAME_BYTES;
    private static final int PICTURE_ID_OFFSET = 2;

    private final Content[] picture;
    private final Content[] keyframe;
    private int pictureId;
    private boolean keyframeDue = true;

    VideoSource(Arena arena, int publisher) {
        picture = frame(arena, publisher, FRAME_BYTES, 0, false);
        keyframe = frame(arena, publisher, KEYFRAME_BYTES, KEYFRAME_PACKETS, true);
        pictureId = 17 * publisher;
    }

    private static Content[] frame(
            Arena arena, int publisher, int bytes, int firstPacket, boolean key) {
        int[] sizes = FrameSplitter.split(bytes, MAX_PAYLOAD_BYTES);
        Content[] packets = new Content[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            byte[] head = head(i == 0, key);
            packets[i] = new Content(arena, head, publisher, firstPacket + i, sizes[i]);
        }
        return packets;
    }

    /// `X R N S R PID | I L T K | M PictureID | …` and the frame header of RFC 6386 §9.1.
    private static byte[] head(boolean start, boolean key) {
        byte[] head = new byte[CODEC_BYTES];
        head[0] = (byte) (start ? 0x90 : 0x80);
        head[1] = (byte) 0x80;
        if (start && key) {
            byte[] header = {0x10, 0, 0, (byte) 0x9d, 1, 0x2a, (byte) 0x80, 2, 0x68, 1};
            System.arraycopy(header, 0, head, 4, header.length);
        } else {
            head[4] = 0x11;
        }
        return head;
    }

    void askForKeyframe() {
        keyframeDue = true;
    }

    /// The packets of the next frame, good until the one after it is asked for.
    Content[] next() {
        Content[] frame = keyframeDue ? keyframe : picture;
        keyframeDue = false;
        pictureId = (pictureId + 1) & 0x7fff;
        for (Content packet : frame) {
            Bytes.put16(packet.bytes(), PICTURE_ID_OFFSET, 0x8000 | pictureId);
        }
        return frame;
    }

    /// The content with this number.
    Content packet(int number) {
        return number >= KEYFRAME_PACKETS ? keyframe[number - KEYFRAME_PACKETS] : picture[number];
    }

    boolean hasPacket(int number) {
        return number >= KEYFRAME_PACKETS
                ? number - KEYFRAME_PACKETS < keyframe.length
                : number < picture.length;
    }
}
