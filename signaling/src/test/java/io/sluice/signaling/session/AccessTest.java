package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.message.ServerMessage.LeaveReason;
import io.sluice.signaling.message.TrackSpec;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.Offers;
import io.sluice.signaling.testing.TestServer;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.AccessClaims.Grant;
import io.sluice.signaling.token.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who may join, and with which rights.
class AccessTest {
    private static final Peer NEAR = new Peer(true, true);
    private static final Peer FAR = new Peer(false, true);

    private final TestHouse open = new TestHouse();
    private final TestHouse closed = new TestHouse(config(false));

    private static SignalingConfig config(boolean open) {
        return SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                .withAccess(
                        new SignalingConfig.Access(
                                List.of(new SigningKey("k1", "x".repeat(32))),
                                open,
                                TestServer.ADMIN_TOKEN,
                                Set.of()));
    }

    private String token(String identity, Grant grant) {
        return closed.meetings
                .tokens()
                .mint("k1", new AccessClaims(identity, null, grant), Duration.ofMinutes(5));
    }

    private TestHouse.Guest join(String identity, String name, Grant grant) {
        TestHouse.Guest guest = closed.connect("room", FAR);
        guest.send(Messages.join(name, token(identity, grant)));
        return guest;
    }

    @Test
    void withoutKeysOnlyNeighboursMayJoin() {
        TestHouse.Guest near = open.connect("room", NEAR);
        assertTrue(near.last(ServerMessage.Welcome.class).room().open());
        TestHouse.Guest far = open.connect("room", FAR);
        assertFalse(far.last(ServerMessage.Welcome.class).room().open());
        far.send(Messages.join("Far", null));
        assertEquals(ErrorCode.TOKEN_REQUIRED, far.refused());
    }

    @Test
    void whoMayComeInIsToldOfTurnServersWithCredentialsOfTheirOwn() {
        TestHouse house =
                new TestHouse(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withTurnServers(
                                        List.of(
                                                new TurnServer.Timed(
                                                        List.of("turn:turn.example.org"),
                                                        "north",
                                                        Duration.ofHours(1)))));
        var first = house.connect("room", NEAR).last(ServerMessage.Welcome.class).iceServers();
        var second = house.connect("room", NEAR).last(ServerMessage.Welcome.class).iceServers();
        var refused = house.connect("room", FAR).last(ServerMessage.Welcome.class).iceServers();

        String username = first.getFirst().username();
        assertNotNull(username);
        long expiry = house.now().plus(Duration.ofHours(1)).getEpochSecond();
        assertTrue(username.startsWith(expiry + ":"), username);
        assertNotEquals(first, second);
        assertEquals(List.of(), refused);
    }

    @Test
    void withKeysEverybodyNeedsAToken() {
        TestHouse.Guest near = closed.connect("room", NEAR);
        near.send(Messages.join("Near", null));
        assertEquals(ErrorCode.TOKEN_REQUIRED, near.refused());
    }

    @Test
    void anOpenServerTakesEverybodyAndKnowsTokensToo() {
        TestHouse house = new TestHouse(config(true));
        TestHouse.Guest far = house.connect("room", FAR);
        far.send(Messages.join("Far", null));
        assertFalse(far.joined().room().participants().getFirst().rights().roomAdmin());
    }

    @Test
    void whoIsInTheRoomIsNotToldToStrangers() {
        join("anna", "Anna", Grant.participant("room"));
        ServerMessage.RoomPreview preview =
                closed.connect("room", FAR).last(ServerMessage.Welcome.class).room();
        assertEquals(0, preview.participants());
        assertEquals(List.of(), preview.names());
        open.guest("Anna");
        assertEquals(
                List.of("Anna"),
                open.connect("ROOM").last(ServerMessage.Welcome.class).room().names());
    }

    @Test
    void aTokenIsForItsRoomOnly() {
        assertEquals(ErrorCode.NOT_ALLOWED, join("a", "A", Grant.participant("other")).refused());
        assertEquals(ErrorCode.NOT_ALLOWED, join("a", "A", Grant.participant(null)).refused());
        assertEquals("a", self(join("a", "A", Grant.participant("ROOM"))).identity());
    }

    @Test
    void aTokenIsNotTakenInTheOpen() {
        TestHouse.Guest guest = closed.connect("room", new Peer(true, false));
        guest.send(Messages.join("A", token("a", Grant.participant("room"))));
        assertEquals(ErrorCode.TOKEN_INVALID, guest.refused());
    }

    private TestHouse.Guest move(String identity) {
        TestHouse.Guest guest = closed.connect("room");
        guest.send(Messages.join("A", token(identity, Grant.participant("room")), true));
        return guest;
    }

    @Test
    void whoIsHereIsNotReplacedUnasked() {
        TestHouse.Guest old = join("anna", "Anna", Grant.participant("room"));
        TestHouse.Guest young = join("anna", "Anna", Grant.participant("room"));
        assertEquals(ErrorCode.IDENTITY_IN_USE, young.refused());
        assertEquals(0, old.closeStatus);
        assertEquals(0, young.closeStatus, "it may ask and try again");
        young.send(Messages.join("A", token("anna", Grant.participant("room")), false));
        assertEquals(ErrorCode.IDENTITY_IN_USE, young.refused());
        young.send(Messages.join("A", token("anna", Grant.participant("room")), true));
        assertEquals(1, young.joined().room().participants().size());
        assertEquals(ByeReason.REPLACED, old.last(ServerMessage.Bye.class).reason());
    }

    @Test
    void whoIsNotConnectedIsReplacedWithoutAsking() {
        TestHouse.Guest ben = join("ben", "Ben", Grant.participant("room"));
        TestHouse.Guest old = join("anna", "Anna", Grant.participant("room"));
        old.disconnect(Ending.BROKEN);
        TestHouse.Guest young = join("anna", "Anna", Grant.participant("room"));
        assertEquals(2, young.joined().room().participants().size());
        assertEquals(new ServerMessage.ParticipantLeft(old.id(), LeaveReason.REPLACED), ben.left());
    }

    @Test
    void twoAtTheSameTimeAreNotBothLetIn() throws InterruptedException {
        TestHouse.Guest ben = join("ben", "Ben", Grant.participant("room"));
        closed.sfu.room().slow = true;
        List<TestHouse.Guest> twins = List.of(closed.connect("room"), closed.connect("room"));
        List<Thread> threads =
                twins.stream()
                        .map(twin ->
                                Thread.startVirtualThread(() ->
                                        twin.send(
                                                Messages.join(
                                                        "A",
                                                        token("anna", Grant.participant("room"))))))
                        .toList();
        closed.await(() -> closed.sfu.room().kept() == 2);
        closed.sfu.room().release();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, twins.stream().mapToLong(t -> t.count(ServerMessage.Joined.class)).sum());
        assertEquals(1, twins.stream().mapToLong(t -> t.count(ServerMessage.Refused.class)).sum());
        assertEquals(0, ben.count(ServerMessage.ParticipantLeft.class));
        assertEquals(
                1, closed.sfu.room().calls.stream().filter(c -> c.startsWith("leave")).count());
    }

    @Test
    void theNewestOfAnIdentityWinsWhereItIsSaid() {
        TestHouse.Guest ben = join("ben", "Ben", Grant.participant("room"));
        TestHouse.Guest old = join("anna", "Anna", Grant.participant("room"));
        TestHouse.Guest young = move("anna");
        assertEquals(ByeReason.REPLACED, old.last(ServerMessage.Bye.class).reason());
        assertEquals(new ServerMessage.ParticipantLeft(old.id(), LeaveReason.REPLACED), ben.left());
        assertEquals(2, young.joined().room().participants().size());
    }

    @Test
    void aHoldIsNotShakenOffByComingAgain() {
        TestHouse.Guest host = join("host", "Host", Grant.host("room"));
        TestHouse.Guest anna = join("anna", "Anna", Grant.participant("room"));
        host.send(
                new ClientMessage.MuteParticipant(
                        1L, anna.id(), TrackSource.MICROPHONE, true, true));
        TestHouse.Guest again = move("anna");
        assertTrue(self(again).publications().getFirst().held());
        assertTrue(self(again).publications().getFirst().muted());
    }

    @Test
    void withoutTheRightTracksStayMutedAndUnseen() {
        Grant listener =
                new Grant("room", true, false, false, List.of(), true, true, false, false, false);
        TestHouse.Guest anna = join("anna", "Anna", listener);
        assertEquals(List.of(), self(anna).publications());
        assertTrue(closed.sfu.room().calls.getFirst().contains("source=CAMERA, muted=true"));
        assertEquals(new MediaRights(Set.of(), true), closed.sfu.room().rights.get(anna.id()));
        anna.send(new ClientMessage.Mute(1L, TrackSource.MICROPHONE, false));
        assertEquals(ErrorCode.NOT_ALLOWED, anna.refused());
    }

    @Test
    void aSourceWithoutTheRightCannotBeAdded() {
        Grant microphone =
                new Grant(
                        "room",
                        true,
                        false,
                        true,
                        List.of(TrackSource.MICROPHONE),
                        true,
                        true,
                        false,
                        false,
                        false);
        TestHouse.Guest anna = join("anna", "Anna", microphone);
        anna.send(
                new ClientMessage.Offer(
                        2L,
                        Offers.of("chromium-meeting"),
                        List.of(new TrackSpec("1", TrackSource.SCREEN_SHARE, false))));
        assertEquals(ErrorCode.NOT_ALLOWED, anna.refused());
    }

    @Test
    void withoutTheRightThereIsNoChat() {
        Grant silent =
                new Grant("room", true, false, true, List.of(), true, false, false, false, false);
        TestHouse.Guest anna = join("anna", "Anna", silent);
        anna.send(new ClientMessage.Chat(1L, "hello"));
        assertEquals(ErrorCode.NOT_ALLOWED, anna.refused());
    }

    @Test
    void aHiddenOneIsSeenByNobody() {
        TestHouse.Guest ben = join("ben", "Ben", Grant.participant("room"));
        Grant hidden =
                new Grant("room", true, false, true, List.of(), true, true, true, false, false);
        TestHouse.Guest recorder = join("recorder", "Recorder", hidden);
        assertEquals(0, ben.count(ServerMessage.ParticipantJoined.class));
        assertEquals(2, recorder.joined().room().participants().size());
        TestHouse.Guest cleo = join("cleo", "Cleo", Grant.participant("room"));
        assertEquals(2, cleo.joined().room().participants().size());
        recorder.send(new ClientMessage.Leave(1L));
        assertEquals(0, ben.count(ServerMessage.ParticipantLeft.class));
    }

    @Test
    void aHostComesByTokenWhereThereAreTokens() {
        TestHouse.Guest anna = join("anna", "Anna", Grant.participant("room"));
        assertFalse(self(anna).rights().roomAdmin());
        assertTrue(self(join("host", "Host", Grant.host("room"))).rights().roomAdmin());
    }

    private static io.sluice.signaling.message.ParticipantState self(TestHouse.Guest guest) {
        return guest.joined().room().participants().getFirst();
    }
}
