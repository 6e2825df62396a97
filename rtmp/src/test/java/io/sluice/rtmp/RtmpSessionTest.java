package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RtmpSessionTest {
    private static final String KEY = "secret-key-a1b2";

    private final ServerEvents events = new ServerEvents();
    private final RtmpServerConnection server = new RtmpServerConnection(Golden.random(1), 0);
    private RtmpClient client;

    @BeforeEach
    void connect() {
        client = client(List.of());
    }

    private static RtmpClient client(List<String> fourCcs) {
        RtmpTarget target = RtmpTarget.parse("rtmp://a.example:1936/live/" + KEY, "").orElseThrow();
        return new RtmpClient(target, fourCcs, Golden.random(2), 0);
    }

    private void exchange() {
        for (int i = 0; i < 8; i++) {
            byte[] toServer = client.outgoing().toByteArray();
            client.onSent();
            server.onBytes(toServer, 0, toServer.length, 0, events);
            byte[] toClient = server.outgoing().toByteArray();
            server.onSent();
            client.onBytes(toClient, 0, toClient.length);
        }
    }

    private void toServer(byte[] bytes) {
        server.onBytes(bytes, 0, bytes.length, 0, events);
    }

    private static byte[] message(int type, int stream, byte[] payload) {
        ByteWriter out = new ByteWriter();
        new ChunkWriter().write(3, type, stream, 0, payload, 0, payload, 0, payload.length, out);
        return out.toByteArray();
    }

    private static byte[] command(String name, double transaction, AmfValue... arguments) {
        ByteWriter out = new ByteWriter();
        RtmpCommand.of(name, transaction, arguments).write(out);
        return message(RtmpMessage.COMMAND, 0, out.toByteArray());
    }

    /// A server that has answered the handshake, then says what a test wants.
    private void answerHandshake() {
        byte[] random = new byte[Golden.HANDSHAKE_BYTES];
        random[0] = 3;
        client.onBytes(random, 0, random.length);
    }

    private void toClient(byte[] bytes) {
        client.onBytes(bytes, 0, bytes.length);
    }

    /// A still picture and silence take half a minute for a window of the usual size.
    @Test
    void aServerSaysOftenAtFirstWhatArrivedAndRarelyLater() {
        exchange();
        server.accept(0);
        exchange();
        int few = acknowledgements(100, 200);
        assertTrue(few >= 4, few + " of 20 kB");
        int _ = acknowledgements(RtmpClient.FIRST_BYTES / 1_000, 1_000);
        int many = acknowledgements(100, 1_000);
        assertTrue(many >= 2 && many <= 4, many + " of 100 kB");
    }

    /// How often the server says that more arrived while so many frames are sent.
    private int acknowledgements(int frames, int bytes) {
        int found = 0;
        for (int i = 0; i < frames; i++) {
            long before = client.acknowledgedBytes();
            byte[] body = new byte[bytes];
            client.sendMedia(RtmpMessage.AUDIO, i, body, 2, body, 0, bytes);
            exchange();
            found += client.acknowledgedBytes() > before ? 1 : 0;
        }
        return found;
    }

    @Test
    void aClientPublishesAndItsFramesArrive() {
        exchange();
        assertEquals(List.of("publish live/" + KEY), events.asked);
        assertEquals(RtmpClient.State.OPENING, client.state());
        server.accept(0);
        exchange();
        assertEquals(RtmpClient.State.PUBLISHING, client.state());
        assertEquals(Long.MAX_VALUE, client.deadlineNanos());
        client.sendMetadata(metadata());
        byte[] frame = Golden.random(5);
        byte[] head = new byte[FlvBody.MAX_HEAD_BYTES];
        int length = FlvBody.writeVideo(head, MediaCodec.AVC, FlvBody.Content.FRAME, true, 33);
        client.sendMedia(RtmpMessage.VIDEO, 40, head, length, frame, 0, frame.length);
        exchange();
        assertEquals(List.of(RtmpMessage.DATA, RtmpMessage.VIDEO), events.types);
        assertEquals(List.of(0L, 40L), events.times);
        byte[] whole = new byte[length + frame.length];
        System.arraycopy(head, 0, whole, 0, length);
        System.arraycopy(frame, 0, whole, length, frame.length);
        assertArrayEquals(whole, events.media.get(1));
        client.close();
        exchange();
        assertEquals("end", events.asked.getLast());
        assertEquals(RtmpClient.State.ENDED, client.state());
    }

    private static AmfValue metadata() {
        return new StreamMetadata(MediaCodec.AVC, 1280, 720, 30, 2_500_000, 48_000, 2, 128_000)
                .toAmf();
    }

    @Test
    void theServerIsAskedToAcknowledgeEach64Kilobytes() {
        exchange();
        server.accept(0);
        exchange();
        byte[] frame = new byte[200_000];
        client.sendMedia(RtmpMessage.VIDEO, 0, frame, 0, frame, 0, frame.length);
        exchange();
        assertTrue(client.sentBytes() > 200_000);
        assertEquals(client.sentBytes(), client.acknowledgedBytes());
    }

    @Test
    void anAcknowledgementOfMoreThanWasSentCountsForNoMore() {
        answerHandshake();
        byte[] much = new ByteWriter().u32(0xfffffff0L).toByteArray();
        toClient(message(RtmpMessage.ACKNOWLEDGEMENT, 0, much));
        assertEquals(client.sentBytes(), client.acknowledgedBytes());
    }

    @Test
    void aRefusedKeyIsToldInTheServersWordsWithoutTheKey() {
        exchange();
        server.refuse("no such key: \u202e" + KEY + "\n" + "x".repeat(300));
        exchange();
        assertEquals(RtmpClient.State.REJECTED, client.state());
        assertTrue(client.serverWords().startsWith("no such key: •••• xxx"));
        assertEquals(200, client.serverWords().length());
        assertNull(client.error());
    }

    @Test
    void aRefusedConnectIsARejection() {
        answerHandshake();
        AmfValue why = RtmpCommand.information("error", "NetConnection.Connect.Rejected", "");
        toClient(command("_error", 1, AmfValue.NOTHING, why));
        assertEquals(RtmpClient.State.REJECTED, client.state());
        assertEquals("NetConnection.Connect.Rejected", client.serverWords());
    }

    @Test
    void anUnknownReleaseStreamIsNoRejection() {
        answerHandshake();
        toClient(command("_result", 1));
        toClient(command("_error", 2, AmfValue.NOTHING));
        assertEquals(RtmpClient.State.CREATING, client.state());
    }

    @Test
    void anErrorAfterTheStartEndsTheStreamAndIsNoRejection() {
        exchange();
        server.accept(0);
        exchange();
        AmfValue why = RtmpCommand.information("error", "NetStream.Publish.Denied", "too long");
        toClient(command("onStatus", 0, AmfValue.NOTHING, why));
        assertEquals(RtmpClient.State.ENDED, client.state());
        assertEquals("too long", client.serverWords());
    }

    @Test
    void aStreamNumberThatIsNoneIsAnError() {
        answerHandshake();
        toClient(command("_result", 1));
        toClient(command("_result", 4, AmfValue.NOTHING, new AmfValue.Amount(Double.NaN)));
        assertEquals(RtmpError.COMMAND, client.error());
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() {
        assertEquals(RtmpClient.SETUP_NANOS, client.deadlineNanos());
        client.onDeadline(RtmpClient.SETUP_NANOS - 1);
        assertEquals(RtmpClient.State.HANDSHAKE, client.state());
        client.onDeadline(RtmpClient.SETUP_NANOS);
        assertEquals(RtmpError.TOO_SLOW, client.error());
    }

    @Test
    void aPingIsAnsweredAndAFloodOfThemEndsTheConnection() {
        answerHandshake();
        client.onSent();
        byte[] ping = new ByteWriter().u16(6).u32(77).toByteArray();
        toClient(message(RtmpMessage.USER_CONTROL, 0, ping));
        byte[] answer = client.outgoing().toByteArray();
        assertTrue(HexFormat.of().formatHex(answer).endsWith("00070000004d"));
        for (int i = 0; i < 10_000 && client.error() == null; i++) {
            toClient(message(RtmpMessage.USER_CONTROL, 0, ping));
        }
        assertEquals(RtmpError.ANSWERS_NOT_READ, client.error());
        assertTrue(client.outgoing().size() < 1 << 18);
    }

    @Test
    void newerCodecsAreOfferedByName() {
        client = client(List.of("hvc1"));
        answerHandshake();
        String sent =
                new String(
                        client.outgoing().toByteArray(),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(sent.contains("fourCcList") && sent.contains("hvc1"));
    }

    @Test
    void aPlayerReceivesWhatIsSent() {
        List<Integer> got = new ArrayList<>();
        playerHandshake();
        toServer(command("connect", 1, new AmfValue.Fields(Map.of("app", RtmpCommand.text("p")))));
        toServer(command("createStream", 2, AmfValue.NOTHING));
        toServer(command("play", 3, AmfValue.NOTHING, RtmpCommand.text("room")));
        assertEquals(List.of("play p/room"), events.asked);
        server.onSent();
        byte[] frame = Golden.random(7);
        assertFalse(server.sendMedia(RtmpMessage.VIDEO, 0, frame, 0, frame, 0, frame.length));
        server.accept(0);
        server.sendMetadata(metadata());
        assertTrue(server.sendMedia(RtmpMessage.VIDEO, 0, frame, 0, frame, 0, frame.length));
        server.end();
        ChunkReader reader = new ChunkReader(1 << 20);
        byte[] bytes = server.outgoing().toByteArray();
        // The answer to connect set the chunk size, which this reader has not seen.
        byte[] size = {2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 16, 0};
        assertNull(reader.read(size, 0, size.length, _ -> null));
        assertNull(
                reader.read(
                        bytes,
                        0,
                        bytes.length,
                        message -> {
                            got.add(message.type());
                            return null;
                        }));
        assertEquals(List.of(4, 20, 20, 18, 18, 9, 20), got);
    }

    private void playerHandshake() {
        byte[] hello = new byte[Golden.HANDSHAKE_BYTES];
        hello[0] = 3;
        toServer(hello);
        assertEquals(RtmpServerConnection.State.CONNECTING, server.state());
    }

    @Test
    void framesForAPlayerThatDoesNotReadAreRefused() {
        playerHandshake();
        toServer(command("connect", 1));
        toServer(command("play", 3, AmfValue.NOTHING, RtmpCommand.text("room")));
        server.accept(0);
        byte[] frame = new byte[1 << 20];
        int taken = 0;
        while (server.sendMedia(RtmpMessage.VIDEO, 0, frame, 0, frame, 0, frame.length)) {
            taken++;
        }
        assertEquals(15, taken);
    }

    @Test
    void commandsBeforeConnectAndASecondConnectAreErrors() {
        playerHandshake();
        toServer(command("play", 1, AmfValue.NOTHING, RtmpCommand.text("room")));
        assertEquals(RtmpError.COMMAND_ORDER, server.error());
        exchange();
        assertEquals(RtmpError.COMMAND_ORDER, server.error());
        assertEquals(List.of(), events.asked);
    }

    @Test
    void aCommandThatIsNoAmfIsAnError() {
        playerHandshake();
        toServer(message(RtmpMessage.COMMAND, 0, new byte[] {2, (byte) 0xff, (byte) 0xff}));
        assertEquals(RtmpError.COMMAND, server.error());
    }

    @Test
    void endlessCommandsAreAnError() {
        playerHandshake();
        toServer(command("connect", 1));
        for (int i = 0; i < 1_001 && server.error() == null; i++) {
            server.onSent();
            toServer(command("createStream", 2, AmfValue.NOTHING));
        }
        assertEquals(RtmpError.COMMAND, server.error());
    }

    @Test
    void slowPeersAndSilentPublishersAreGivenUp() {
        server.onDeadline(RtmpServerConnection.SETUP_NANOS);
        assertEquals(RtmpError.TOO_SLOW, server.error());
        RtmpServerConnection publisher = new RtmpServerConnection(Golden.random(1), 0);
        byte[] bytes = Golden.bytes("publish-client.bin");
        for (int i = 0; publisher.state() != RtmpServerConnection.State.PUBLISH_ASKED; i++) {
            publisher.onBytes(bytes, i, 1, 0, events);
        }
        publisher.accept(0);
        publisher.onDeadline(RtmpServerConnection.IDLE_NANOS - 1);
        assertNull(publisher.error());
        publisher.onDeadline(RtmpServerConnection.IDLE_NANOS);
        assertEquals(RtmpError.IDLE, publisher.error());
    }

    @Test
    void anAggregateIsTakenApartAndALyingOneIsAnError() {
        RtmpMessage whole = new RtmpMessage();
        whole.payload =
                HexFormat.of()
                        .parseHex(
                                "08000001000064000000 00 aa 0000000c 09000001000078000000 00 bb 0000000c"
                                        .replace(" ", ""));
        whole.length = whole.payload.length;
        whole.timestampMillis = 1_000;
        assertNull(AggregateMessage.split(whole, events::onMedia));
        assertEquals(List.of(1_000L, 1_020L), events.times);
        assertEquals(List.of(8, 9), events.types);
        whole.payload[3] = 99;
        assertEquals(RtmpError.FLV, AggregateMessage.split(whole, events::onMedia));
    }
}
