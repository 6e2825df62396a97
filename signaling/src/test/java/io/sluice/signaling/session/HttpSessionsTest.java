package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.session.HttpSession.Kind;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.Offers;
import io.sluice.signaling.testing.TestServer;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpSessionsTest {
    private static final RoomName ROOM = RoomName.of("room");
    private static final Duration GRACE = Duration.ofSeconds(61);

    private TestHouse house = new TestHouse();

    private HttpSession publish(String name) {
        return open(Kind.PUBLISHER, null, name, null);
    }

    private HttpSession watch(@Nullable String participant) {
        return open(Kind.VIEWER, null, null, participant);
    }

    private HttpSession open(
            Kind kind, @Nullable String token, @Nullable String name, @Nullable String shown) {
        String offer = Offers.of(kind == Kind.PUBLISHER ? "ffmpeg-whip" : "werift-whep");
        return house.meetings
                .http()
                .open(
                        new HttpSessions.Entry(
                                kind, ROOM, new Peer(true, true), token, name, shown, offer));
    }

    private boolean isThere(HttpSession session) {
        return house.meetings.http().find(session.kind(), ROOM, session.secret()).isPresent();
    }

    private String lastCall() {
        return house.sfu.room().calls.getLast();
    }

    @Test
    void aHostMutesAndUnmutesAnEncoderThatNobodyCanAsk() {
        publish("Camera");
        TestHouse.Guest anna = house.guest("Anna");
        String camera = anna.joined().room().participants().get(1).id();
        anna.send(
                new ClientMessage.MuteParticipant(1L, camera, TrackSource.MICROPHONE, true, true));
        assertEquals("muted MICROPHONE true", lastCall());
        anna.send(
                new ClientMessage.MuteParticipant(
                        2L, camera, TrackSource.MICROPHONE, false, false));
        assertEquals("muted MICROPHONE false", lastCall());
        var last = anna.last(ServerMessage.ParticipantUpdated.class).participant();
        assertTrue(last.publications().stream().noneMatch(p -> p.muted() || p.held()));
    }

    @Test
    void whoIsRemovedIsNotThereAnyMore() {
        HttpSession camera = publish("Camera");
        TestHouse.Guest anna = house.guest("Anna");
        String id = anna.joined().room().participants().get(1).id();
        anna.send(new ClientMessage.Remove(1L, id));
        assertFalse(isThere(camera));
        assertEquals(1, anna.count(ServerMessage.ParticipantLeft.class));
    }

    @Test
    void theEndOfTheMeetingIsTheEndOfItsSessions() {
        HttpSession camera = publish("Camera");
        TestHouse.Guest anna = house.guest("Anna");
        HttpSession viewer = watch(null);
        anna.send(new ClientMessage.End(1L));
        assertFalse(isThere(camera));
        assertFalse(isThere(viewer));
        assertEquals(0, house.meetings.rooms());
    }

    @Test
    void aCameraAloneKeepsTheMeetingButIsNotItsHost() {
        publish("Camera");
        house.pass(GRACE.multipliedBy(10));
        TestHouse.Guest anna = house.guest("Anna");
        assertEquals(2, anna.joined().room().participants().size());
        assertTrue(anna.joined().room().participants().getFirst().rights().roomAdmin());
        anna.send(new ClientMessage.Leave(1L));
        TestHouse.Guest ben = house.guest("Ben");
        assertTrue(ben.joined().room().participants().getFirst().rights().roomAdmin());
    }

    @Test
    void viewersAloneKeepTheMeetingForAMinute() {
        HttpSession camera = publish("Camera");
        HttpSession viewer = watch(null);
        camera.delete();
        assertTrue(isThere(viewer));
        house.pass(Duration.ofSeconds(30));
        assertTrue(isThere(viewer));
        house.pass(Duration.ofSeconds(31));
        assertFalse(isThere(viewer));
        assertEquals(0, house.meetings.rooms());
    }

    @Test
    void whoComesBackInTimeFindsTheViewersStillThere() {
        HttpSession camera = publish("Camera");
        HttpSession viewer = watch(null);
        camera.delete();
        house.pass(Duration.ofSeconds(50));
        HttpSession again = publish("Camera");
        house.pass(Duration.ofSeconds(50));
        assertTrue(isThere(viewer));
        again.delete();
        house.pass(Duration.ofSeconds(50));
        assertTrue(isThere(viewer), "a new minute began");
    }

    @Test
    void aViewerIsTooMuchInARoomWithNobody() {
        RejectedException refusal = assertThrows(RejectedException.class, () -> watch(null));
        assertEquals(ErrorCode.ROOM_CLOSED, refusal.code());
        assertEquals(0, house.meetings.rooms());
    }

    @Test
    void aViewerFollowsWhomItNamed() {
        TestHouse.Guest anna = house.guest("Anna");
        HttpSession camera = publish("Camera");
        watch("Camera");
        assertTrue(lastCall().contains("target=Of"), lastCall());
        int calls = house.sfu.room().calls.size();
        house.guest("Ben");
        assertEquals(calls + 1, house.sfu.room().calls.size(), "only Ben's join");
        camera.delete();
        assertTrue(lastCall().contains("target=Nobody"), lastCall());
        publish("Camera");
        String id = anna.last(ServerMessage.ParticipantJoined.class).participant().id();
        assertTrue(lastCall().startsWith("view ") && lastCall().contains(id), lastCall());
    }

    /// From now on the house asks for tokens.
    private String tokenOfAnna() {
        house =
                new TestHouse(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withAccess(
                                        new SignalingConfig.Access(
                                                List.of(new SigningKey("k1", "x".repeat(32))),
                                                false,
                                                TestServer.ADMIN_TOKEN,
                                                Set.of())));
        return house.meetings
                .tokens()
                .mint(
                        "k1",
                        new AccessClaims("anna", "Anna", AccessClaims.Grant.host("room")),
                        Duration.ofMinutes(1));
    }

    @Test
    void anEncoderThatStartsAgainTakesItsPlaceButNobodyElses() {
        String token = tokenOfAnna();
        HttpSession before = open(Kind.PUBLISHER, token, null, null);
        HttpSession again = open(Kind.PUBLISHER, token, null, null);
        assertFalse(isThere(before));
        assertTrue(isThere(again));
        again.delete();
        house.connect("room").send(Messages.join(null, token));
        RejectedException refusal =
                assertThrows(
                        RejectedException.class, () -> open(Kind.PUBLISHER, token, null, null));
        assertEquals(ErrorCode.IDENTITY_IN_USE, refusal.code());
    }

    @Test
    void aViewerTakesNobodysPlaceAndIsSeenByNobody() {
        String token = tokenOfAnna();
        HttpSession camera = open(Kind.PUBLISHER, token, null, null);
        open(Kind.VIEWER, token, null, "anna");
        assertTrue(isThere(camera));
        assertEquals(1, house.meetings.participants());
        assertEquals(List.of("Anna"), house.meetings.list().getFirst().names());
    }

    @Test
    void viewersCountAmongTheParticipantsOfTheServer() {
        house =
                new TestHouse(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withLimits(new SignalingConfig.Limits(10, 2, 10, 10, 20, 100)));
        publish("Camera");
        watch(null);
        assertEquals(
                ErrorCode.SERVER_FULL,
                assertThrows(RejectedException.class, () -> publish("Another")).code());
        assertEquals(
                ErrorCode.SERVER_FULL,
                assertThrows(RejectedException.class, () -> watch(null)).code());
    }

    @Test
    void viewersWhoAreGoneCountNoMore() {
        house =
                new TestHouse(
                        SignalingConfig.defaults(TestServer.ADMIN_TOKEN)
                                .withLimits(new SignalingConfig.Limits(10, 2, 10, 10, 20, 100)));
        publish("Camera");
        HttpSession viewer = watch(null);
        viewer.delete();
        viewer.delete();
        HttpSession another = watch(null);
        assertThrows(RejectedException.class, () -> watch(null));
        assertTrue(isThere(another));
    }

    @Test
    void nothingIsLeftOfWhoWasRefused() {
        assertThrows(RejectedException.class, () -> open(Kind.PUBLISHER, "wrong", null, null));
        assertEquals(0, house.meetings.rooms());
        assertEquals(0, house.meetings.http().viewers());
    }
}
