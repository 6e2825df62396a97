package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class RtmpFuzzTest {
    private static final long EXECUTIONS = 1_000_000;
    private static final int MAX_BYTES = 1 << 16;
    private static final byte[] RANDOM = new byte[Handshake.BLOCK_BYTES];

    private long sum;

    /// Whatever is read is written again and read as the same.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void amf0(byte[] input) {
        Amf0Reader in = new Amf0Reader(input, 0, input.length);
        ByteWriter out = new ByteWriter();
        for (AmfValue value = in.next(); value != null; value = in.next()) {
            out.clear();
            Amf0Writer.write(value, out);
            Amf0Reader again = new Amf0Reader(out.array(), 0, out.size());
            assertEquals(value, again.next());
            assertFalse(again.malformed());
        }
    }

    /// The first byte says into which pieces the rest is cut: the result must not depend on it.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void chunks(byte[] input) {
        if (input.length < 2) {
            return;
        }
        ChunkReader whole = new ChunkReader(MAX_BYTES);
        ChunkReader cut = new ChunkReader(MAX_BYTES);
        long[] sums = new long[2];
        RtmpError first = whole.read(input, 1, input.length - 1, message -> note(message, sums, 0));
        int piece = 1 + (input[0] & 0x1f);
        RtmpError second = null;
        for (int at = 1; at < input.length; at += piece) {
            int count = Math.min(piece, input.length - at);
            second = cut.read(input, at, count, message -> note(message, sums, 1));
        }
        assertEquals(first, second);
        assertEquals(sums[0], sums[1]);
        assertTrue(whole.heldBytes() <= 2L * MAX_BYTES + (64L << 16));
    }

    private static @Nullable RtmpError note(RtmpMessage message, long[] sums, int which) {
        long sum = 31L * message.type() + message.streamId() + message.timestampMillis();
        for (int i = 0; i < message.length(); i++) {
            sum = 31 * sum + message.payload()[message.offset() + i];
        }
        sums[which] = 17 * sums[which] + sum;
        return null;
    }

    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void flv(byte[] input) {
        FlvReader reader = new FlvReader(MAX_BYTES);
        FlvBody body = new FlvBody();
        reader.read(
                input,
                0,
                input.length,
                tag -> {
                    if (body.parseVideo(tag.payload(), tag.offset(), tag.length())) {
                        assertTrue(body.headLength() <= tag.length());
                    }
                    if (body.parseAudio(tag.payload(), tag.offset(), tag.length())) {
                        assertTrue(body.headLength() <= tag.length());
                    }
                    sum += body.compositionMillis();
                });
    }

    /// A peer of our server behind its handshake; whatever it asks is granted.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void server(byte[] input) {
        RtmpServerConnection server = new RtmpServerConnection(RANDOM, 0);
        ServerEvents events = new ServerEvents();
        byte[] hello = new byte[Golden.HANDSHAKE_BYTES];
        hello[0] = 3;
        server.onBytes(hello, 0, hello.length, 0, events);
        server.onSent();
        server.onBytes(input, 0, input.length, 0, events);
        server.accept(0);
        server.onBytes(input, 0, input.length, 0, events);
        server.sendMedia(RtmpMessage.VIDEO, 0, RANDOM, 5, RANDOM, 0, 100);
        assertTrue(server.outgoing().size() < 1 << 20);
        assertEquals(server.error() != null, server.state() == RtmpServerConnection.State.FAILED);
    }

    /// A server of our client behind its handshake.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void client(byte[] input) {
        RtmpTarget target = new RtmpTarget(false, "a.example", 1935, "app", "key");
        RtmpClient client = new RtmpClient(target, List.of(), RANDOM, 0);
        byte[] hello = new byte[Golden.HANDSHAKE_BYTES];
        hello[0] = 3;
        client.onBytes(hello, 0, hello.length);
        client.onBytes(input, 0, input.length);
        client.sendMedia(RtmpMessage.VIDEO, 0, RANDOM, 5, RANDOM, 0, 100);
        assertTrue(client.serverWords().length() <= 400);
        assertFalse(client.serverWords().contains("key"));
        assertTrue(client.acknowledgedBytes() <= client.sentBytes());
        assertEquals(client.error() != null, client.state() == RtmpClient.State.FAILED);
    }
}
