package io.sluice.egress.input;

/// The framing of the local socket between the server and a worker.
///
/// A frame is its length (32 bits, of what follows), its type (8 bits) and a body: text for
/// [#CONTROL]; for the others the stream's number (16 bits), its codec (8 bits, the ordinal of
/// [io.sluice.rtp.codec.Codec]), the arrival on the server's clock (64 bits of nanoseconds) and the
/// packet. All integers are big-endian.
public final class LinkFormat {
    /// JSON in UTF-8, in either direction.
    public static final int CONTROL = 1;

    /// One decrypted RTP packet.
    public static final int RTP = 2;

    /// One decrypted RTCP compound of the sender of this stream.
    public static final int RTCP = 3;

    /// In front of every frame; it does not count itself.
    public static final int LENGTH_BYTES = 4;

    /// Type, stream, codec and arrival.
    public static final int MEDIA_HEADER_BYTES = 12;

    /// A control message holds the names of a full room; nothing on this socket is longer.
    public static final int MAX_FRAME_BYTES = 1 << 18;

    private LinkFormat() {}
}
