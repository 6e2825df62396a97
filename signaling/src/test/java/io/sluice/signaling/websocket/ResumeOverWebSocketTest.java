package io.sluice.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.Offers;
import io.sluice.signaling.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How real sockets end, and what that means.
class ResumeOverWebSocketTest {
    private final TestServer server = new TestServer();
    private final Client anna = server.connect("room");
    private final String annasId = anna.join("Anna").participant();

    @AfterEach
    void stop() {
        server.close();
    }

    private Connection nextOf(String id) {
        return ((ServerMessage.ParticipantUpdated)
                        anna.next(message ->
                                message instanceof ServerMessage.ParticipantUpdated updated
                                        && updated.participant().id().equals(id)))
                .participant()
                .connection();
    }

    @Test
    void aBrokenSocketIsResumedAndNothingIsMissed() {
        Client ben = server.connect("room");
        var joined = ben.join("Ben");
        ben.abort();
        assertEquals(Connection.RECONNECTING, nextOf(joined.participant()));
        anna.send(new ClientMessage.Chat(3L, "while you were away"));
        anna.next(ServerMessage.Chat.class);

        Client back = server.connect("room");
        back.next(ServerMessage.Welcome.class);
        back.send(
                new ClientMessage.Resume(
                        2L, joined.resume().secret(), joined.event(), null, null, null));
        var resumed = back.next(ServerMessage.Resumed.class);
        assertEquals(joined.participant(), resumed.participant());
        assertNull(resumed.room());
        var chat = back.next(ServerMessage.Chat.class);
        assertEquals("while you were away", chat.message().text());
        assertEquals(annasId, chat.message().from());
        assertEquals(Connection.CONNECTED, nextOf(joined.participant()));
        back.send(new ClientMessage.Chat(3L, "back"));
        assertEquals("back", anna.next(ServerMessage.Chat.class).message().text());
    }

    @Test
    void aReloadComesBackWithAnOffer() {
        Client ben = server.connect("room");
        var joined = ben.join("Ben");
        ben.close(1001);
        assertEquals(Connection.RECONNECTING, nextOf(joined.participant()));
        Client back = server.connect("room");
        back.send(
                new ClientMessage.Resume(
                        1L,
                        joined.resume().secret(),
                        0,
                        Offers.of("chromium-meeting"),
                        Messages.MIC_AND_CAMERA,
                        null));
        var resumed = back.next(ServerMessage.Resumed.class);
        assertNotNull(resumed.answer());
        assertNotNull(resumed.room());
        assertEquals(2, resumed.room().participants().size());
        assertEquals(Connection.CONNECTED, nextOf(joined.participant()));
    }

    @Test
    void whoClosesForGoodIsGoneAtOnce() {
        Client ben = server.connect("room");
        var joined = ben.join("Ben");
        ben.close(1000);
        var left = anna.next(ServerMessage.ParticipantLeft.class);
        assertEquals(joined.participant(), left.participant());
        assertEquals(ServerMessage.LeaveReason.LEFT, left.reason());
        Client back = server.connect("room");
        back.send(new ClientMessage.Resume(1L, joined.resume().secret(), 0, null, null, null));
        assertEquals(ErrorCode.RESUME_FAILED, back.next(ServerMessage.Refused.class).code());
    }

    @Test
    void aSocketThatStillStandsIsTakenOver() {
        Client ben = server.connect("room");
        var joined = ben.join("Ben");
        Client back = server.connect("room");
        back.send(new ClientMessage.Resume(2L, joined.resume().secret(), 0, null, null, null));
        back.next(ServerMessage.Resumed.class);
        assertEquals(1000, ben.closed.join());
        back.send(new ClientMessage.Chat(3L, "it is me"));
        assertEquals("it is me", anna.next(ServerMessage.Chat.class).message().text());
        assertEquals(2, server.signaling.meetings().participants());
    }
}
