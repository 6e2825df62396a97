package io.sluice.rtmp;

/// One message of a connection (RTMP §5.4.1); its bytes are valid only during the call it is given
/// to.
public final class RtmpMessage {
    /// How long the chunks after this message may be.
    public static final int SET_CHUNK_SIZE = 1;

    /// A half-sent message is to be forgotten.
    public static final int ABORT = 2;

    /// How many bytes the peer has received so far.
    public static final int ACKNOWLEDGEMENT = 3;

    /// Begin and end of streams, pings.
    public static final int USER_CONTROL = 4;

    /// After how many bytes an acknowledgement is wanted.
    public static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;

    /// How much may be sent without an acknowledgement.
    public static final int SET_PEER_BANDWIDTH = 6;

    /// Sound, as the body of an FLV tag.
    public static final int AUDIO = 8;

    /// Picture, as the body of an FLV tag.
    public static final int VIDEO = 9;

    /// Data in AMF3 clothes: a zero byte, then AMF0.
    public static final int DATA_AMF3 = 15;

    /// A command in AMF3 clothes: a zero byte, then AMF0.
    public static final int COMMAND_AMF3 = 17;

    /// Metadata in AMF0.
    public static final int DATA = 18;

    /// A command in AMF0.
    public static final int COMMAND = 20;

    /// Several FLV tags in one message.
    public static final int AGGREGATE = 22;

    byte[] payload = new byte[0];
    int offset;
    int length;
    int type;
    int streamId;
    long timestampMillis;

    RtmpMessage() {}

    /// The kind of message, one of the constants here or an unknown one.
    public int type() {
        return type;
    }

    /// The message stream, 0 for the connection itself.
    public int streamId() {
        return streamId;
    }

    /// Milliseconds, 32 bits that wrap after 49 days.
    public long timestampMillis() {
        return timestampMillis;
    }

    /// The array that holds the bytes from [#offset] on.
    public byte[] payload() {
        return payload;
    }

    /// Where the bytes begin in [#payload].
    public int offset() {
        return offset;
    }

    /// How many bytes there are.
    public int length() {
        return length;
    }

    /// Whether this is sound, picture or metadata.
    public boolean isMedia() {
        return type == AUDIO || type == VIDEO || type == DATA || type == DATA_AMF3;
    }
}
