package io.sluice.rtmp;

import org.jspecify.annotations.Nullable;

/// What both sides of a connection share: handshake, chunks, acknowledgements and pings (RTMP §5.4,
/// §7.1.7).
final class RtmpLink {
    /// The chunk stream of protocol control messages.
    static final int CONTROL_CHUNK_STREAM = 2;

    /// Of our chunks; what common encoders use and every server takes.
    static final int CHUNK_BYTES = 4_096;

    /// Answers to pings and commands that the peer may leave unread.
    private static final int MAX_UNREAD_ANSWERS = 1 << 16;

    private static final int PING_REQUEST = 6;
    private static final int PING_RESPONSE = 7;
    private static final int STREAM_BEGIN = 0;
    private static final int MIN_WINDOW_BYTES = 4_096;

    private final Handshake handshake;
    private final ChunkReader reader;
    private final ChunkWriter writer = new ChunkWriter();
    private final ByteWriter outgoing = new ByteWriter();
    private final ByteWriter scratch = new ByteWriter();
    private long drainedBytes;
    private long receivedBytes;
    private long acknowledgedToPeer;
    private long acknowledgedByPeer;
    private long windowBytes = Long.MAX_VALUE;
    private int unreadAnswers;

    RtmpLink(boolean server, byte[] random, int maxMessageBytes) {
        handshake = new Handshake(server, random);
        reader = new ChunkReader(maxMessageBytes);
    }

    void begin() {
        handshake.begin(outgoing);
    }

    boolean ready() {
        return handshake.done();
    }

    ByteWriter outgoing() {
        return outgoing;
    }

    void onSent() {
        drainedBytes += outgoing.size();
        unreadAnswers = 0;
        outgoing.clear();
    }

    /// All bytes given out so far, whether sent or waiting.
    long sentBytes() {
        return drainedBytes + outgoing.size();
    }

    /// How many of our bytes the peer says it has.
    long acknowledgedBytes() {
        return acknowledgedByPeer;
    }

    /// Reads the handshake as far as it goes; gives back how many bytes that took.
    int readHandshake(byte[] bytes, int offset, int length) {
        int count = handshake.read(bytes, offset, length, outgoing);
        receivedBytes += count;
        return count;
    }

    @Nullable RtmpError handshakeError() {
        return handshake.error();
    }

    /// Reads chunks; messages about the connection itself are answered here, others handed on.
    @Nullable RtmpError read(byte[] bytes, int offset, int length, ChunkReader.Output out) {
        int before = outgoing.size();
        receivedBytes += length;
        RtmpError error = reader.read(bytes, offset, length, message -> onMessage(message, out));
        if (error == null && receivedBytes - acknowledgedToPeer >= windowBytes) {
            acknowledgedToPeer = receivedBytes;
            control(RtmpMessage.ACKNOWLEDGEMENT, receivedBytes);
        }
        unreadAnswers += outgoing.size() - before;
        return error == null && unreadAnswers > MAX_UNREAD_ANSWERS
                ? RtmpError.ANSWERS_NOT_READ
                : error;
    }

    private @Nullable RtmpError onMessage(RtmpMessage message, ChunkReader.Output out) {
        return switch (message.type()) {
            case RtmpMessage.ACKNOWLEDGEMENT, RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    onWindow(message);
            case RtmpMessage.USER_CONTROL -> onUserControl(message);
            default -> out.onMessage(message);
        };
    }

    private @Nullable RtmpError onWindow(RtmpMessage message) {
        if (message.length() < 4) {
            return RtmpError.CONTROL_MESSAGE;
        }
        long value = new ByteReader(message.payload(), message.offset(), 4).u32();
        if (message.type() == RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE) {
            windowBytes = Math.max(MIN_WINDOW_BYTES, value / 2); // early, so that nobody waits
        } else {
            long progress = (value - acknowledgedByPeer) & 0xffffffffL;
            // More than was sent cannot have arrived.
            acknowledgedByPeer = Math.min(acknowledgedByPeer + progress, sentBytes());
        }
        return null;
    }

    private @Nullable RtmpError onUserControl(RtmpMessage message) {
        if (message.length() < 2) {
            return RtmpError.CONTROL_MESSAGE;
        }
        ByteReader in = new ByteReader(message.payload(), message.offset(), message.length());
        if (in.u16() == PING_REQUEST) {
            userControl(PING_RESPONSE, in.u32());
        }
        return null;
    }

    void streamBegin(int streamId) {
        userControl(STREAM_BEGIN, streamId);
    }

    private void userControl(int event, long value) {
        scratch.clear();
        scratch.u16(event).u32(value);
        writer.write(CONTROL_CHUNK_STREAM, RtmpMessage.USER_CONTROL, 0, 0, scratch, outgoing);
    }

    /// A control message of one number.
    void control(int type, long value) {
        scratch.clear();
        scratch.u32(value);
        writer.write(CONTROL_CHUNK_STREAM, type, 0, 0, scratch, outgoing);
    }

    /// Asks the peer to send no more than this between acknowledgements; 2 is "dynamic".
    void peerBandwidth(long bytes) {
        scratch.clear();
        scratch.u32(bytes).u8(2);
        int type = RtmpMessage.SET_PEER_BANDWIDTH;
        writer.write(CONTROL_CHUNK_STREAM, type, 0, 0, scratch, outgoing);
    }

    void largerChunks() {
        writer.setChunkBytes(CHUNK_BYTES, outgoing);
    }

    void command(int chunkStream, int streamId, RtmpCommand command) {
        scratch.clear();
        command.write(scratch);
        writer.write(chunkStream, RtmpMessage.COMMAND, streamId, 0, scratch, outgoing);
    }

    void data(int chunkStream, int streamId, long timestampMillis, AmfValue... values) {
        scratch.clear();
        for (AmfValue value : values) {
            Amf0Writer.write(value, scratch);
        }
        int type = RtmpMessage.DATA;
        writer.write(chunkStream, type, streamId, timestampMillis, scratch, outgoing);
    }

    void media(
            int chunkStream,
            int type,
            int streamId,
            long timestampMillis,
            byte[] head,
            int headLength,
            byte[] body,
            int offset,
            int length) {
        writer.write(
                chunkStream,
                type,
                streamId,
                timestampMillis,
                head,
                headLength,
                body,
                offset,
                length,
                outgoing);
    }
}
