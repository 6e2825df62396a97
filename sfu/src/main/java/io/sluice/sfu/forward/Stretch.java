package io.sluice.sfu.forward;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.receive.IncomingRtpStream;
import org.jspecify.annotations.Nullable;

/// The time in which a slot shows one source with one codec, and how its numbers are mapped.
final class Stretch {
    /// Of a slot that has shown nothing yet, as most slots of most people: never written to.
    static final Stretch NOTHING = new Stretch(false);

    /// As long as the histories of sources.
    private static final int VIDEO_WINDOW = 1024;

    private static final int AUDIO_WINDOW = 256;

    /// More pictures than a late packet can be behind.
    private static final int PICTURE_WINDOW = 128;

    final SequenceMap sequences;
    final SequenceMap pictures = new SequenceMap(PICTURE_WINDOW);
    @Nullable IncomingRtpStream stream;
    Codec codec = Codec.OPUS;
    int timestampOffset;
    boolean picturesKnown;
    long highestPicture;
    long pictureOffset; // of VP9
    int tl0Offset;
    int frameNumberOffset;

    Stretch(boolean video) {
        sequences = new SequenceMap(video ? VIDEO_WINDOW : AUDIO_WINDOW);
    }

    /// Whether a packet of this stream belongs here.
    boolean holds(IncomingRtpStream candidate, long sequence) {
        return stream == candidate && sequence >= sequences.startSequence();
    }

    /// Makes 64 bits of a picture id of 7 or 15.
    long unwrapPicture(int pictureId, int bits) {
        int shift = Integer.SIZE - bits;
        return highestPicture + (((pictureId - (int) highestPicture) << shift) >> shift);
    }
}
