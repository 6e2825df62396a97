package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    /// 2 rooms, 4 participants, 3 of them in a room, 6 connections, 1 message a second, 40 at once.
    private final TestHouse house =
            new TestHouse(
                    SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                            .withLimits(new SignalingConfig.Limits(2, 4, 3, 6, 1, 40)));

    @Test
    void aRoomIsFullSomeday() {
        house.guest("1");
        house.guest("2");
        house.guest("3");
        assertEquals(ErrorCode.ROOM_FULL, house.guest("4").refused());
    }

    @Test
    void theServerIsFullSomeday() {
        join("a");
        join("a");
        join("b");
        join("b");
        assertEquals(ErrorCode.SERVER_FULL, join("b").refused());
    }

    /// However they go: alone, with their meeting, or refused.
    @Test
    void whoIsGoneIsNotCounted() {
        TestHouse.Guest anna = join("a");
        join("a").send(new ClientMessage.Leave(1L));
        assertEquals(1, house.meetings.participants());
        join("a");
        join("b");
        join("b");
        join("b"); // one too many
        assertEquals(4, house.meetings.participants());
        anna.send(new ClientMessage.End(1L));
        assertEquals(2, house.meetings.participants());
    }

    @Test
    void roomsAreNotForEver() {
        join("a");
        join("b");
        assertEquals(ErrorCode.SERVER_FULL, join("c").refused());
    }

    private TestHouse.Guest join(String room) {
        TestHouse.Guest guest = house.connect(room);
        guest.send(Messages.join("Anna", null));
        return guest;
    }

    @Test
    void connectionsHaveABound() {
        for (int i = 0; i < 6; i++) {
            house.connect("room");
        }
        TestHouse.Guest late = house.connect("room");
        assertEquals(ErrorCode.SERVER_FULL, late.refused());
        assertEquals(1000, late.closeStatus);
        late.disconnect(Ending.LEFT);
        assertEquals(6, house.meetings.connections());
    }

    @Test
    void whoTalksTooFastIsToldAndAtLastCutOff() {
        TestHouse.Guest anna = house.guest("Anna");
        int messages = 0;
        while (anna.count(ServerMessage.Refused.class) == 0) {
            anna.send(new ClientMessage.Ping((long) messages++));
        }
        assertEquals(ErrorCode.TOO_FAST, anna.refused());
        assertEquals(messages - 1, anna.last(ServerMessage.Refused.class).re());
        house.pass(Duration.ofSeconds(2));
        anna.send(new ClientMessage.Ping(1_000L));
        assertEquals(1_000, anna.last(ServerMessage.Pong.class).re());
        for (int i = 0; i < 300; i++) {
            anna.send(new ClientMessage.Ping(1L));
        }
        assertEquals(1000, anna.closeStatus);
    }

    /// 40 at once: three large ones and ten small.
    @Test
    void aLargeMessageCountsTenTimes() {
        TestHouse.Guest anna = house.connect("room");
        for (int i = 0; i < 3; i++) {
            anna.say("{\"type\":\"ping\",\"x\":\"" + "x".repeat(5_000) + "\"}");
        }
        for (int i = 0; i < 10; i++) {
            anna.send(new ClientMessage.Ping((long) i));
        }
        assertEquals(0, anna.count(ServerMessage.Refused.class));
        anna.send(new ClientMessage.Ping(10L));
        assertEquals(ErrorCode.TOO_FAST, anna.refused());
    }

    @Test
    void aMessageHasABound() {
        TestHouse.Guest anna = house.guest("Anna");
        house.pass(Duration.ofMinutes(1));
        anna.say("{\"type\":\"chat\",\"text\":\"" + "é".repeat(MessageCodec.MAX_BYTES / 2) + "\"}");
        assertEquals(ErrorCode.TOO_LARGE, anna.refused());
    }

    @Test
    void aConnectionThatNeverJoinsIsClosed() {
        TestHouse.Guest idle = house.connect("room");
        TestHouse.Guest anna = house.guest("Anna");
        house.pass(SignalingConfig.Timing.DEFAULT.joinTimeout());
        assertEquals(ByeReason.EXPIRED, idle.last(ServerMessage.Bye.class).reason());
        assertEquals(0, anna.count(ServerMessage.Bye.class));
    }

    @Test
    void thingsHaveTheirOrder() {
        TestHouse.Guest anna = house.connect("room");
        anna.send(new ClientMessage.Chat(1L, "early"));
        assertEquals(ErrorCode.NOT_JOINED, anna.refused());
        anna.send(Messages.join("Anna", null));
        anna.send(Messages.join("Anna", null));
        assertEquals(ErrorCode.ALREADY_JOINED, anna.refused());
    }

    @Test
    void aRoomWithoutANameIsNoRoom() {
        TestHouse.Guest lost = house.connect(null);
        assertEquals(ErrorCode.BAD_ROOM, lost.refused());
        assertEquals(1000, lost.closeStatus);
    }

    @Test
    void aServerThatIsToStopLetsMeetingsEndByThemselves() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest waiting = house.connect("other");
        var drained = house.meetings.drain(Duration.ofSeconds(30));
        assertEquals(30, anna.last(ServerMessage.Closing.class).seconds());
        assertEquals(30, waiting.last(ServerMessage.Closing.class).seconds());
        waiting.send(Messages.join("Wim", null));
        assertEquals(ErrorCode.SHUTTING_DOWN, waiting.refused());

        house.pass(Duration.ofMillis(4_500));
        TestHouse.Guest ben = house.guest("Ben");
        assertEquals(26, ben.last(ServerMessage.Closing.class).seconds());
        assertEquals(2, ben.joined().room().participants().size());
        ben.send(new ClientMessage.Leave(null));
        assertFalse(drained.isDone());
        anna.send(new ClientMessage.Leave(null));
        assertTrue(drained.isDone());
    }

    @Test
    void aServerThatIsToStopDoesNotWaitForEver() {
        house.guest("Anna");
        var drained = house.meetings.drain(Duration.ofSeconds(30));
        house.pass(Duration.ofSeconds(29));
        assertFalse(drained.isDone());
        house.pass(Duration.ofSeconds(1));
        assertTrue(drained.isDone());
    }

    @Test
    void anEmptyServerStopsAtOnce() {
        assertTrue(house.meetings.drain(Duration.ofHours(1)).isDone());
    }

    @Test
    void aStoppingServerSaysGoodbye() {
        TestHouse.Guest anna = house.guest("Anna");
        house.meetings.close();
        assertEquals(ByeReason.SHUTDOWN, anna.last(ServerMessage.Bye.class).reason());
        assertTrue(house.sfu.room().closed);
        assertEquals(ErrorCode.SHUTTING_DOWN, house.connect("room").refused());
    }
}
