package io.sluice.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.LeaveReason;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a hostile or clumsy client may send over a real WebSocket. In each test somebody else is in
/// the room and must not notice.
class RtcEndpointTest {
    private static final SignalingConfig.Timing DEFAULT = SignalingConfig.Timing.DEFAULT;

    private final TestServer server =
            new TestServer(
                    SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                            .withTiming(
                                    new SignalingConfig.Timing(
                                            Duration.ofMillis(50),
                                            DEFAULT.reloadGrace(),
                                            DEFAULT.joinTimeout(),
                                            DEFAULT.mediaTimeout(),
                                            Duration.ofMillis(20),
                                            DEFAULT.idleTimeout())));
    private final Client anna = server.connect("room");

    @BeforeEach
    void joinTheOther() {
        anna.join("Anna");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void joiningIsOneRoundTrip() {
        Client ben = server.connect("ROOM");
        ServerMessage.Welcome welcome = ben.next(ServerMessage.Welcome.class);
        assertEquals("room", welcome.room().name());
        assertEquals(List.of("Anna"), welcome.room().names());
        ServerMessage.Joined joined = ben.join("Ben");
        assertEquals("Ben", joined.room().participants().getFirst().name());
        assertTrue(joined.answer().startsWith("v=0\r\n"));
        assertEquals("Ben", anna.next(ServerMessage.ParticipantJoined.class).participant().name());
    }

    @Test
    void chatReachesEverybody() {
        Client ben = server.connect("room");
        ben.join("Ben");
        ben.send(new ClientMessage.Chat(5L, "你好"));
        assertEquals("你好", anna.next(ServerMessage.Chat.class).message().text());
        assertEquals(5, ben.next(ServerMessage.Ok.class).re());
    }

    @Test
    void aPageThatClosesLeavesAtOnce() {
        Client ben = server.connect("room");
        ben.join("Ben");
        ben.close(WebSocket.NORMAL_CLOSURE);
        assertEquals(LeaveReason.LEFT, anna.next(ServerMessage.ParticipantLeft.class).reason());
    }

    @Test
    void aPageThatIsKilledLeavesAfterTheGrace() {
        Client ben = server.connect("room");
        ben.join("Ben");
        ben.abort();
        assertEquals(LeaveReason.TIMEOUT, anna.next(ServerMessage.ParticipantLeft.class).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|MALFORMED",
                "{\"type\":\"fly\",\"id\":1}|UNKNOWN_TYPE",
                "{\"type\":\"chat\",\"id\":1,\"text\":\"early\"}|NOT_JOINED",
                "{\"type\":\"offer\",\"id\":1,\"offer\":\"v=0\",\"tracks\":[]}|NOT_JOINED",
                "{\"type\":\"end\",\"id\":1}|NOT_JOINED",
                "{\"type\":\"join\",\"id\":1,\"name\":\"B\",\"offer\":\"x\",\"tracks\":[]}|BAD_SDP",
                "{\"type\":\"join\",\"id\":1,\"offer\":\"x\",\"tracks\":[]}|BAD_NAME",
                "{\"type\":\"join\",\"token\":\"x\",\"offer\":\"x\",\"tracks\":[]}|TOKEN_INVALID",
            })
    void aMistakeIsAnErrorAndNothingElse(String message, ErrorCode code) {
        Client ben = server.connect("room");
        ben.send(message);
        assertEquals(code, ben.next(ServerMessage.Refused.class).code());
        theOtherIsUnaffected();
        ben.join("Ben");
    }

    @Test
    void aThousandSectionsAreRefused() {
        Client ben = server.connect("room");
        String section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:x\r\n";
        ben.send(
                new ClientMessage.Join(
                        1L, "Ben", null, "v=0\r\n" + section.repeat(1_000), List.of(), null, null));
        assertEquals(ErrorCode.TOO_MANY_STREAMS, ben.next(ServerMessage.Refused.class).code());
        theOtherIsUnaffected();
    }

    @Test
    void aMessageALittleTooLargeIsRefused() {
        Client ben = server.connect("room");
        ben.send("{\"type\":\"ping\",\"x\":\"" + "x".repeat(MessageCodec.MAX_BYTES) + "\"}");
        assertEquals(ErrorCode.TOO_LARGE, ben.next(ServerMessage.Refused.class).code());
        theOtherIsUnaffected();
        ben.join("Ben");
    }

    @Test
    void anEndlessMessageIsCutOff() {
        Client ben = server.connect("room");
        String part = "x".repeat(MessageCodec.MAX_BYTES / 4);
        assertThrows(
                CompletionException.class,
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        ben.sendPart(part, false);
                    }
                });
        theOtherIsUnaffected();
    }

    @Test
    void forgedIdsDoNothing() {
        Client ben = server.connect("room");
        ben.join("Ben");
        ben.send(new ClientMessage.Remove(1L, "p-AAAAAAAAAAAA"));
        assertEquals(ErrorCode.NOT_ALLOWED, ben.next(ServerMessage.Refused.class).code());
        anna.send(new ClientMessage.Remove(1L, "p-AAAAAAAAAAAA"));
        assertEquals(ErrorCode.UNKNOWN_PARTICIPANT, anna.next(ServerMessage.Refused.class).code());
        theOtherIsUnaffected();
    }

    @Test
    void aMistakeOfOursClosesTheRoomAndNotTheServer() {
        Client ben = server.connect("other");
        ben.join("Ben");
        server.sfu.room().broken = true;
        ben.send(new ClientMessage.View(1L, List.of()));
        assertEquals(ErrorCode.INTERNAL, ben.next(ServerMessage.Refused.class).code());
        ben.next(ServerMessage.Bye.class);
        assertEquals(1000, ben.closed.join());
        theOtherIsUnaffected();
    }

    private void theOtherIsUnaffected() {
        List<ServerMessage> noticed =
                anna.until(777).stream()
                        .filter(message -> !(message instanceof ServerMessage.ParticipantJoined))
                        .filter(message -> !(message instanceof ServerMessage.Welcome))
                        .toList();
        assertEquals(List.of(), noticed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, 403",
        "http://127.0.0.1:1, 403",
        "null, 403",
        "http://localhost, 403",
    })
    void aForeignPageIsKeptOut(String origin, int status) {
        var failure =
                assertThrows(
                        CompletionException.class,
                        () ->
                                HttpClient.newHttpClient()
                                        .newWebSocketBuilder()
                                        .header("Origin", origin)
                                        .buildAsync(
                                                address("/rtc?room=room"),
                                                new WebSocket.Listener() {})
                                        .join());
        var handshake = assertInstanceOf(WebSocketHandshakeException.class, failure.getCause());
        assertEquals(status, handshake.getResponse().statusCode());
    }

    @Test
    void ourOwnPageIsLetIn() {
        String origin = server.http.toString().replaceAll("/$", "");
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(address("/rtc?room=room"), new WebSocket.Listener() {})
                .join()
                .abort();
    }

    private URI address(String path) {
        return URI.create(server.http.toString().replace("http:", "ws:")).resolve(path);
    }

    @Test
    void anImpossibleRoomIsExplainedAndClosed() {
        Client lost = server.connect("a%2Fb");
        assertEquals(ErrorCode.BAD_ROOM, lost.next(ServerMessage.Refused.class).code());
        assertEquals(1000, lost.closed.join());
    }

    @Test
    void aClientThatJoinsTwiceIsToldOnce() {
        anna.send(Messages.join("Anna", null));
        assertEquals(ErrorCode.ALREADY_JOINED, anna.next(ServerMessage.Refused.class).code());
    }
}
