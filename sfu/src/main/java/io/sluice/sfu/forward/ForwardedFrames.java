package io.sluice.sfu.forward;

import io.sluice.rtp.codec.FrameInfo;
import java.util.Arrays;

/// Remembers which of the last frames of a described stream were shown, to know whether what a
/// frame refers to is there (AV1 RTP payload format §A.8.2).
final class ForwardedFrames {
    /// More than a frame refers back; a power of two.
    private static final int WINDOW = 256;

    private static final int NOT_SHOWN = -1;
    private static final int NUMBERS = 0xffff;

    private int[] numbers = SequenceMap.NOTHING; // until the first frame: most slots show none

    void reset() {
        Arrays.fill(numbers, NOT_SHOWN);
    }

    /// A packet of this frame was shown, or left out.
    void note(int frameNumber, boolean shown) {
        if (numbers.length == 0) {
            numbers = new int[WINDOW];
            reset();
        }
        numbers[frameNumber & (WINDOW - 1)] = shown ? frameNumber : NOT_SHOWN;
    }

    /// Whether everything that the frame refers to was shown.
    boolean holdReferencesOf(FrameInfo frame, int frameNumber) {
        for (int i = 0; i < frame.referenceCount(); i++) {
            int difference = frame.referenceDifference(i);
            int number = (frameNumber - difference) & NUMBERS;
            if (difference >= WINDOW || !holds(number)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(int number) {
        return numbers.length > 0 && numbers[number & (WINDOW - 1)] == number;
    }
}
