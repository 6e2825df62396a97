package io.sluice.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RtcEndpointTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void joiningIsOneRoundTrip() {
        Client anna = server.connect("math-3");
        ServerMessage.Welcome welcome = anna.next(ServerMessage.Welcome.class);
        assertEquals("math-3", welcome.room().name());
        assertTrue(welcome.room().open());
        ServerMessage.Joined joined = anna.join("Anna");
        assertEquals("Anna", joined.room().participants().getFirst().name());
        assertTrue(joined.room().participants().getFirst().rights().roomAdmin());
        assertTrue(joined.answer().startsWith("v=0\r\n"));
    }

    @Test
    void chatReachesEverybody() {
        Client anna = server.connect("a");
        anna.join("Anna");
        Client ben = server.connect("A");
        ben.join("Ben");
        assertEquals("Ben", anna.next(ServerMessage.ParticipantJoined.class).participant().name());
        ben.send(new ClientMessage.Chat(5L, "你好"));
        assertEquals("你好", anna.next(ServerMessage.Chat.class).message().text());
        assertEquals(5, ben.next(ServerMessage.Ok.class).re());
    }
}
