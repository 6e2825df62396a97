package io.sluice.rtmp;

/// Cuts messages into chunks (RTMP §5.3) and keeps what headers may leave out.
public final class ChunkWriter {
    /// What the headers of a chunk stream said last, by its id.
    private static final int STREAMS = 64;

    private static final int EXTENDED = 0xffffff;
    private static final byte[] NONE = {};

    private final boolean[] known = new boolean[STREAMS];
    private final long[] timestamps = new long[STREAMS];
    private final int[] lengths = new int[STREAMS];
    private final int[] types = new int[STREAMS];
    private final int[] streamIds = new int[STREAMS];
    private int chunkBytes = 128;

    /// Tells the peer the size of the chunks from here on (1 to 2²⁴-1 bytes).
    public void setChunkBytes(int bytes, ByteWriter out) {
        ByteWriter payload = new ByteWriter().u32(bytes);
        write(2, RtmpMessage.SET_CHUNK_SIZE, 0, 0, payload, out);
        chunkBytes = bytes;
    }

    /// Writes a message whose bytes stand in a writer.
    public void write(
            int chunkStream,
            int type,
            int streamId,
            long timestampMillis,
            ByteWriter payload,
            ByteWriter out) {
        write(
                chunkStream,
                type,
                streamId,
                timestampMillis,
                NONE,
                0,
                payload.array(),
                0,
                payload.size(),
                out);
    }

    /// Writes a message of two parts: a short head and a body, which is copied only once.
    ///
    /// The chunk stream is 2 to 63; the timestamp counts milliseconds, of which 32 bits are sent.
    public void write(
            int chunkStream,
            int type,
            int streamId,
            long timestampMillis,
            byte[] head,
            int headLength,
            byte[] body,
            int offset,
            int length,
            ByteWriter out) {
        int total = headLength + length;
        long time = timestampMillis & 0xffffffffL;
        long field = writeHeader(chunkStream, type, streamId, time, total, out);
        int written = 0;
        int room = chunkBytes;
        while (written < total) {
            if (room == 0) {
                out.u8(0xc0 | chunkStream);
                if (field >= EXTENDED) {
                    out.u32(field);
                }
                room = chunkBytes;
            }
            int count;
            if (written < headLength) {
                count = Math.min(room, headLength - written);
                out.bytes(head, written, count);
            } else {
                count = Math.min(room, total - written);
                out.bytes(body, offset + written - headLength, count);
            }
            written += count;
            room -= count;
        }
    }

    /// Gives back what the timestamp field says: the time, or the distance from the last one.
    private long writeHeader(
            int id, int type, int streamId, long time, int length, ByteWriter out) {
        long delta = time - timestamps[id];
        boolean full = !known[id] || streamIds[id] != streamId || delta < 0;
        boolean same = lengths[id] == length && types[id] == type;
        int format = full ? 0 : same ? 2 : 1;
        long field = full ? time : delta;
        out.u8((format << 6) | id);
        out.u24((int) Math.min(field, EXTENDED));
        if (format < 2) {
            out.u24(length).u8(type);
        }
        if (format == 0) {
            out.u32LittleEndian(streamId);
        }
        if (field >= EXTENDED) {
            out.u32(field);
        }
        known[id] = true;
        timestamps[id] = time;
        lengths[id] = length;
        types[id] = type;
        streamIds[id] = streamId;
        return field;
    }
}
