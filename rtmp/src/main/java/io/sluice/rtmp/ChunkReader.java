package io.sluice.rtmp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts messages together from the chunks of a connection (RTMP §5.3), which may be cut anywhere.
///
/// Memory is taken as bytes arrive, never on the word of a header, and is bounded per message and
/// per connection. After an error nothing more is read.
public final class ChunkReader {
    /// Gets each message when its last byte is there.
    @FunctionalInterface
    public interface Output {
        /// Takes a message, which is valid during the call; an error ends the reading.
        @Nullable RtmpError onMessage(RtmpMessage message);
    }

    /// Real peers use four to eight.
    static final int MAX_CHUNK_STREAMS = 64;

    /// Commands, metadata and control messages are at most this long.
    static final int MAX_COMMAND_BYTES = 1 << 16;

    private static final int DEFAULT_CHUNK_BYTES = 128;
    private static final int MAX_CHUNK_BYTES = 0xffffff;
    private static final int MAX_HEADER_BYTES = 18;
    private static final int FIRST_BYTES = 4_096;

    /// A buffer up to this size is used again for the next message of its chunk stream.
    private static final int KEPT_BYTES = 1 << 16;

    private static final int EXTENDED = 0xffffff;
    private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};

    private static final class ChunkStream {
        private byte[] payload = new byte[0];
        private int received;
        private int length;
        private int type;
        private int streamId;
        private long timestamp;
        private long delta;
        private long extendedValue;
        private boolean extended;
        private boolean inMessage;
    }

    private final int maxMessageBytes;
    private final Map<Integer, ChunkStream> streams = new HashMap<>();
    private final RtmpMessage message = new RtmpMessage();
    private final byte[] header = new byte[MAX_HEADER_BYTES];
    private int headerBytes;
    private @Nullable ChunkStream current;
    private int leftInChunk;
    private int chunkBytes = DEFAULT_CHUNK_BYTES;
    private long heldBytes;
    private @Nullable RtmpError error;

    /// Reads messages of at most so many bytes (1 to 2²⁴-1).
    public ChunkReader(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /// Memory that half-sent messages and kept buffers take.
    public long heldBytes() {
        return heldBytes;
    }

    /// Reads what arrived; gives back the error that ended the reading, or null.
    public @Nullable RtmpError read(byte[] bytes, int offset, int length, Output out) {
        int at = offset;
        int end = offset + length;
        while (at < end && error == null) {
            if (current == null) {
                header[headerBytes++] = bytes[at++];
                if (headerBytes == neededHeaderBytes()) {
                    beginChunk();
                }
            } else {
                at += take(current, bytes, at, Math.min(end - at, leftInChunk));
            }
            if (error == null && current != null && leftInChunk == 0) {
                endChunk(current, out);
            }
        }
        return error;
    }

    private int format() {
        return (header[0] & 0xff) >> 6;
    }

    private int basicBytes() {
        return switch (header[0] & 0x3f) {
            case 0 -> 2;
            case 1 -> 3;
            default -> 1;
        };
    }

    private int chunkStreamId() {
        return switch (header[0] & 0x3f) {
            case 0 -> 64 + (header[1] & 0xff);
            case 1 -> 64 + (header[1] & 0xff) + ((header[2] & 0xff) << 8);
            default -> header[0] & 0x3f;
        };
    }

    /// As far as the bytes so far can tell.
    private int neededHeaderBytes() {
        int basic = basicBytes();
        if (headerBytes < basic) {
            return basic;
        }
        int plain = basic + MESSAGE_HEADER_BYTES[format()];
        if (headerBytes < plain) {
            return plain;
        }
        boolean extended;
        if (format() == 3) {
            ChunkStream stream = streams.get(chunkStreamId());
            extended = stream != null && stream.extended;
        } else {
            extended = unsigned24(basic) == EXTENDED;
        }
        return extended ? plain + 4 : plain;
    }

    private int unsigned24(int at) {
        return ((header[at] & 0xff) << 16)
                | ((header[at + 1] & 0xff) << 8)
                | (header[at + 2] & 0xff);
    }

    private void beginChunk() {
        int format = format();
        int id = chunkStreamId();
        ChunkStream stream = streams.get(id);
        if (stream == null) {
            // Some encoders open a stream with format 1; its message stream is 0 then.
            if (format > 1) {
                error = RtmpError.CHUNK_WITHOUT_HEADER;
                return;
            }
            if (streams.size() >= MAX_CHUNK_STREAMS) {
                error = RtmpError.TOO_MANY_CHUNK_STREAMS;
                return;
            }
            stream = new ChunkStream();
            streams.put(id, stream);
        }
        current = stream;
        int basic = basicBytes();
        if (format < 3) {
            readMessageHeader(stream, format, basic);
        } else if (stream.inMessage) {
            continueMessage(stream, basic);
        } else {
            beginMessage(stream, false);
        }
        headerBytes = 0;
        leftInChunk = Math.min(chunkBytes - leftInChunk, stream.length - stream.received);
    }

    private void readMessageHeader(ChunkStream stream, int format, int basic) {
        long time = unsigned24(basic);
        stream.extended = time == EXTENDED;
        if (stream.extended) {
            time = unsigned32(basic + MESSAGE_HEADER_BYTES[format]);
            stream.extendedValue = time;
        }
        if (format < 2) {
            stream.length = unsigned24(basic + 3);
            stream.type = header[basic + 6] & 0xff;
        }
        if (format == 0) {
            stream.streamId =
                    (header[basic + 7] & 0xff)
                            | ((header[basic + 8] & 0xff) << 8)
                            | ((header[basic + 9] & 0xff) << 16)
                            | ((header[basic + 10] & 0xff) << 24);
        }
        stream.delta = time;
        beginMessage(stream, format == 0);
    }

    private long unsigned32(int at) {
        return ((long) unsigned24(at) << 8) | (header[at + 3] & 0xff);
    }

    private void beginMessage(ChunkStream stream, boolean absolute) {
        boolean media =
                stream.type == RtmpMessage.AUDIO
                        || stream.type == RtmpMessage.VIDEO
                        || stream.type == RtmpMessage.AGGREGATE;
        if (stream.length > (media ? maxMessageBytes : MAX_COMMAND_BYTES)) {
            error = RtmpError.MESSAGE_TOO_LONG;
        }
        stream.timestamp =
                (absolute ? stream.delta : stream.timestamp + stream.delta) & 0xffffffffL;
        if (absolute) {
            stream.delta = 0;
        }
        stream.received = 0;
        stream.inMessage = true;
        leftInChunk = 0;
    }

    /// Some encoders leave the extended timestamp out here; its place then holds payload.
    private void continueMessage(ChunkStream stream, int basic) {
        leftInChunk = 0;
        if (!stream.extended || unsigned32(basic) == stream.extendedValue) {
            return;
        }
        int count = Math.min(4, Math.min(chunkBytes, stream.length - stream.received));
        if (count < 4) {
            error = RtmpError.CHUNK_WITHOUT_HEADER; // those bytes belong to the next chunk too
            return;
        }
        store(stream, header, basic, count);
        leftInChunk = count; // already had of this chunk
    }

    private int take(ChunkStream stream, byte[] bytes, int at, int count) {
        store(stream, bytes, at, count);
        leftInChunk -= count;
        return count;
    }

    private void store(ChunkStream stream, byte[] bytes, int at, int count) {
        int needed = stream.received + count;
        if (needed > stream.payload.length) {
            int capacity =
                    Math.min(stream.length, Math.max(needed, Math.max(FIRST_BYTES, 2 * needed)));
            heldBytes += capacity - stream.payload.length;
            if (heldBytes > 2L * maxMessageBytes + (long) MAX_CHUNK_STREAMS * KEPT_BYTES) {
                error = RtmpError.TOO_MUCH_BUFFERED;
                return;
            }
            stream.payload = Arrays.copyOf(stream.payload, capacity);
        }
        System.arraycopy(bytes, at, stream.payload, stream.received, count);
        stream.received += count;
    }

    private void endChunk(ChunkStream stream, Output out) {
        current = null;
        if (stream.received < stream.length) {
            return;
        }
        stream.inMessage = false;
        message.payload = stream.payload;
        message.offset = 0;
        message.length = stream.length;
        message.type = stream.type;
        message.streamId = stream.streamId;
        message.timestampMillis = stream.timestamp;
        if (!isOurs()) {
            error = out.onMessage(message);
        }
        if (stream.payload.length > KEPT_BYTES) {
            heldBytes -= stream.payload.length;
            stream.payload = new byte[0];
        }
    }

    /// Set Chunk Size and Abort are about the chunks themselves (RTMP §5.4.1, §5.4.2).
    private boolean isOurs() {
        if (message.type != RtmpMessage.SET_CHUNK_SIZE && message.type != RtmpMessage.ABORT) {
            return false;
        }
        if (message.length != 4) {
            error = RtmpError.CONTROL_MESSAGE;
            return true;
        }
        long value = new ByteReader(message.payload, 0, 4).u32();
        if (message.type == RtmpMessage.ABORT) {
            ChunkStream aborted = streams.get((int) value);
            if (aborted != null) {
                aborted.inMessage = false;
                aborted.received = 0;
            }
        } else if (value < 1 || value > Integer.MAX_VALUE) {
            error = RtmpError.CHUNK_SIZE;
        } else {
            chunkBytes = (int) Math.min(value, MAX_CHUNK_BYTES);
        }
        return true;
    }
}
