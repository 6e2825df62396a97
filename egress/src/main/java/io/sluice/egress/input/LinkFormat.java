package io.sluice.egress.input;

import io.sluice.rtp.codec.Codec;
import org.jspecify.annotations.Nullable;

/// The framing of the local socket between the server and a worker.
///
/// A frame is its length (32 bits, of what follows), its type (8 bits) and a body: text for
/// [#CONTROL]; a message of the frames' own codec for [#ENCODED]; for the others the stream's
/// number (16 bits), its codec (8 bits, [#number]), the arrival on the server's clock (64 bits of
/// nanoseconds) and the packet. All integers are big-endian.
///
/// Streams are numbered by slot: `2n` is the sound and `2n + 1` the picture of slot `n`, which play
/// together.
public final class LinkFormat {
    /// JSON in UTF-8, in either direction.
    public static final int CONTROL = 1;

    /// One decrypted RTP packet.
    public static final int RTP = 2;

    /// One decrypted RTCP compound of the sender of this stream.
    public static final int RTCP = 3;

    /// A part of the finished program, on its way back to the server.
    public static final int ENCODED = 4;

    /// In front of every frame; it does not count itself.
    public static final int LENGTH_BYTES = 4;

    /// Type, stream, codec and arrival.
    public static final int MEDIA_HEADER_BYTES = 12;

    /// A control message holds the names of a full room; nothing on this socket is longer.
    public static final int MAX_FRAME_BYTES = 1 << 18;

    /// Slots a worker takes: the largest grid, its screens, and voices of others.
    public static final int MAX_SLOTS = 64;

    private LinkFormat() {}

    /// What stands for a codec.
    public static int number(Codec codec) {
        return switch (codec) {
            case OPUS -> 0;
            case VP8 -> 1;
            case VP9 -> 2;
            case H264 -> 3;
            case AV1 -> 4;
        };
    }

    /// The codec that a number stands for, null when none.
    public static @Nullable Codec codec(int number) {
        return switch (number) {
            case 0 -> Codec.OPUS;
            case 1 -> Codec.VP8;
            case 2 -> Codec.VP9;
            case 3 -> Codec.H264;
            case 4 -> Codec.AV1;
            default -> null;
        };
    }

    public static int audioStream(int slot) {
        return 2 * slot;
    }

    public static int videoStream(int slot) {
        return 2 * slot + 1;
    }

    public static int slot(int stream) {
        return stream >> 1;
    }
}
