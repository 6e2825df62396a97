package io.sluice.bench.egress;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A recorded stream that is sent over and over: frames as the payloads of their packets.
///
/// @param frames begins with a keyframe
record Clip(List<Frame> frames) {
    /// Frames from flash to flash. No multiple of those of the output, so that flashes meet its
    /// beat at many places.
    static final int FLASH_PERIOD = 17;

    /// Frames of a flash: more than one of the output.
    static final int FLASH_FRAMES = 2;

    /// What cameras send.
    enum Picture {
        /// The middle layer of a simulcast.
        SMALL(640, 360, 500),
        /// The upper layer of a simulcast.
        LARGE(1280, 720, 1_500),
        /// One encoding of a good camera, H.264.
        CODED(1280, 720, 2_000);

        private final int width;
        private final int height;
        private final int kilobits;

        Picture(int width, int height, int kilobits) {
            this.width = width;
            this.height = height;
            this.kilobits = kilobits;
        }

        int width() {
            return width;
        }

        int height() {
            return height;
        }

        /// Per second.
        int kilobits() {
            return kilobits;
        }
    }

    /// One picture, or one packet of sound.
    record Frame(List<MemorySegment> payloads, boolean keyframe) {
        Frame {
            payloads = List.copyOf(payloads);
        }
    }

    Clip {
        frames = List.copyOf(frames);
        if (frames.isEmpty() || !frames.getFirst().keyframe()) {
            throw new IllegalArgumentException("a clip that does not begin with a keyframe");
        }
    }

    /// Whether the first picture of a flash stands there.
    static boolean flashBegins(int frame) {
        return frame % FLASH_PERIOD == 0;
    }

    /// The next keyframe, this one included, from the start again behind the last.
    int keyframeFrom(int frame) {
        int next = frame;
        while (!frames.get(next).keyframe()) {
            next = (next + 1) % frames.size();
        }
        return next;
    }
}
