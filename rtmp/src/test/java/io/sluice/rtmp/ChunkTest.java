package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkTest {
    private static final int MAX_BYTES = 1 << 20;

    private final List<String> read = new ArrayList<>();
    private final ChunkReader reader = new ChunkReader(MAX_BYTES);

    private static String describe(int type, int stream, long time, byte[] payload) {
        return type + "/" + stream + "@" + time + ":" + Arrays.hashCode(payload);
    }

    private static String describe(RtmpMessage m) {
        byte[] payload = Arrays.copyOfRange(m.payload(), m.offset(), m.offset() + m.length());
        return describe(m.type(), m.streamId(), m.timestampMillis(), payload);
    }

    private @Nullable RtmpError take(byte[] bytes) {
        return reader.read(
                bytes,
                0,
                bytes.length,
                message -> {
                    read.add(describe(message));
                    return null;
                });
    }

    private @Nullable RtmpError take(String hex) {
        return take(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /// Property: however the bytes are cut, the messages are those that were written.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void messagesSurviveTheWay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ChunkWriter writer = new ChunkWriter();
        ByteWriter out = new ByteWriter();
        List<String> written = new ArrayList<>();
        long time = seed % 2 == 0 ? 0xfffff0 : 0;
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(10) == 0) {
                writer.setChunkBytes(1 + random.nextInt(5_000), out);
            }
            byte[] head = new byte[random.nextInt(9)];
            byte[] body = new byte[random.nextInt(3) == 0 ? random.nextInt(20_000) : 7];
            random.nextBytes(head);
            random.nextBytes(body);
            int type = random.nextBoolean() ? RtmpMessage.AUDIO : RtmpMessage.VIDEO;
            int stream = random.nextInt(4) == 0 ? 2 : 1;
            time = (time + random.nextLong(random.nextInt(8) == 0 ? 0x2000000 : 40)) & 0xffffffffL;
            int chunks = 4 + random.nextInt(3);
            writer.write(chunks, type, stream, time, head, head.length, body, 0, body.length, out);
            byte[] whole = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            written.add(describe(type, stream, time, whole));
        }
        byte[] bytes = out.toByteArray();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(1 + random.nextInt(700), bytes.length - at);
            assertNull(take(Arrays.copyOfRange(bytes, at, at + count)));
            at += count;
        }
        assertEquals(written, read);
    }

    @Test
    void aFullHeaderIsAsTheSpecificationDrawsIt() {
        ByteWriter out = new ByteWriter();
        byte[] body = {1, 2, 3};
        new ChunkWriter().write(6, RtmpMessage.VIDEO, 1, 0x1000000, body, 0, body, 0, 3, out);
        assertEquals(
                "06ffffff0000030901000000" + "01000000" + "010203",
                HexFormat.of().formatHex(out.toByteArray()));
    }

    @Test
    void theLaterHeadersLeaveOutWhatIsKnown() {
        ChunkWriter writer = new ChunkWriter();
        ByteWriter out = new ByteWriter();
        byte[] body = {1, 2};
        writer.write(6, RtmpMessage.VIDEO, 1, 10, body, 0, body, 0, 1, out);
        out.clear();
        writer.write(6, RtmpMessage.VIDEO, 1, 50, body, 0, body, 0, 2, out);
        assertEquals("46000028000002090102", HexFormat.of().formatHex(out.toByteArray()));
        out.clear();
        writer.write(6, RtmpMessage.VIDEO, 1, 90, body, 0, body, 0, 2, out);
        assertEquals("860000280102", HexFormat.of().formatHex(out.toByteArray()));
    }

    @Test
    void interleavedMessagesAreKeptApart() {
        String first = "04 000000 000082 08 01000000" + "aa".repeat(128);
        String second = "06 000005 000001 09 01000000 bb";
        assertNull(take(first + second + "c4 aaaa"));
        byte[] sound = new byte[130];
        Arrays.fill(sound, (byte) 0xaa);
        assertEquals(
                List.of(describe(9, 1, 5, new byte[] {(byte) 0xbb}), describe(8, 1, 0, sound)),
                read);
    }

    @Test
    void longChunkStreamIdsAreUnderstood() {
        assertNull(take("00 05 000000 000001 08 01000000 aa"));
        assertNull(take("01 05 01 000000 000001 08 01000000 bb"));
        assertNull(take("80 05 000007 cc"));
        assertEquals(3, read.size());
        assertEquals(describe(8, 1, 7, new byte[] {(byte) 0xcc}), read.get(2));
    }

    /// An encoder without the extended timestamp in its continuing chunks (old librtmp).
    @Test
    void aMissingExtendedTimestampIsNoticed() {
        String start = "04 ffffff 000084 08 01000000 01000000" + "aa".repeat(128);
        assertNull(take(start + "c4 01020304"));
        assertNull(take(start + "c4 01000000 01020304"));
        assertEquals(2, read.size());
        assertEquals(read.get(0), read.get(1));
    }

    @Test
    void anAbortedMessageIsForgotten() {
        assertNull(take("04 000000 000100 08 01000000" + "aa".repeat(128)));
        assertNull(take("02 000000 000004 02 00000000 00000004"));
        assertNull(take("04 000000 000001 08 01000000 cc"));
        assertEquals(List.of(describe(8, 1, 0, new byte[] {(byte) 0xcc})), read);
    }

    @Test
    void aChunkOfAnUnknownStreamNeedsAHeader() {
        assertEquals(RtmpError.CHUNK_WITHOUT_HEADER, take("c4 01"));
    }

    @Test
    void aChunkSizeOfZeroAndAControlMessageOfAWrongLengthAreErrors() {
        assertEquals(RtmpError.CHUNK_SIZE, take("02 000000 000004 01 00000000 00000000"));
        assertEquals(
                RtmpError.CHUNK_SIZE,
                new ChunkReader(MAX_BYTES)
                        .read(
                                HexFormat.of().parseHex("0200000000000401" + "00000000ffffffff"),
                                0,
                                16,
                                _ -> null));
        assertEquals(
                RtmpError.CONTROL_MESSAGE,
                new ChunkReader(MAX_BYTES)
                        .read(
                                HexFormat.of().parseHex("020000000000010100000000" + "01"),
                                0,
                                13,
                                _ -> null));
    }

    @Test
    void messagesLongerThanAllowedAreRefusedAtTheHeader() {
        assertEquals(RtmpError.MESSAGE_TOO_LONG, take("04 000000 ffffff 08 01000000"));
        assertEquals(
                RtmpError.MESSAGE_TOO_LONG,
                new ChunkReader(MAX_BYTES)
                        .read(
                                HexFormat.of().parseHex("030000000100011400000000"),
                                0,
                                12,
                                _ -> null));
    }

    @Test
    void aPromisedLengthTakesNoMemory() {
        assertNull(take("02 000000 000004 01 00000000 00ffffff"));
        for (int i = 3; i < 60; i++) {
            assertNull(take("%02x 000000 0fffff 09 01000000 aa".formatted(i)));
            take("%02x 000000 000000 09 01000000".formatted(i));
        }
        assertTrue(reader.heldBytes() < 1 << 20, "held " + reader.heldBytes());
    }

    @Test
    void halfSentMessagesAreBoundedTogether() {
        assertNull(take("02 000000 000004 01 00000000 00080000"));
        byte[] half = new byte[12 + (1 << 19)];
        RtmpError error = null;
        int streams = 0;
        for (int i = 3; i < 60 && error == null; i++, streams++) {
            byte[] header = HexFormat.of().parseHex("%02x0000000fffff0901000000".formatted(i));
            System.arraycopy(header, 0, half, 0, 12);
            error = take(half);
        }
        assertEquals(RtmpError.TOO_MUCH_BUFFERED, error);
        assertTrue(streams > 2);
        assertTrue(reader.heldBytes() <= 10L << 20, "held " + reader.heldBytes());
    }

    @Test
    void moreChunkStreamsThanAnyoneNeedsAreRefused() {
        RtmpError error = null;
        int streams = 0;
        while (error == null) {
            error = take("00 %02x 000000 000001 08 01000000 aa".formatted(streams++));
        }
        assertEquals(RtmpError.TOO_MANY_CHUNK_STREAMS, error);
        assertEquals(ChunkReader.MAX_CHUNK_STREAMS + 1, streams);
    }

    @Test
    void afterAnErrorNothingIsReadAnyMore() {
        assertEquals(RtmpError.CHUNK_WITHOUT_HEADER, take("c4 01"));
        assertEquals(RtmpError.CHUNK_WITHOUT_HEADER, take("04 000000 000001 08 01000000 cc"));
        assertEquals(List.of(), read);
    }
}
