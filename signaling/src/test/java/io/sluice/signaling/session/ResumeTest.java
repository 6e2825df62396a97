package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ParticipantState;
import io.sluice.signaling.message.ParticipantState.Connection;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.Offers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Participants who lose their connection and come back, with time that stands still.
class ResumeTest {
    private final TestHouse house = new TestHouse();
    private final TestHouse.Guest anna = house.guest("Anna");
    private final TestHouse.Guest ben = house.guest("Ben");

    private static ClientMessage.Resume resume(String secret, long lastEvent) {
        return new ClientMessage.Resume(90L, secret, lastEvent, null, null, null);
    }

    private static ClientMessage.Resume reload(String secret, long lastEvent) {
        return new ClientMessage.Resume(
                90L,
                secret,
                lastEvent,
                Offers.of("chromium-meeting"),
                Messages.MIC_AND_CAMERA,
                null);
    }

    private String secretOf(TestHouse.Guest guest) {
        return guest.joined().resume().secret();
    }

    private static long lastEventOf(TestHouse.Guest guest) {
        return guest.received.stream()
                .filter(ServerMessage.Event.class::isInstance)
                .map(message -> ((ServerMessage.Event) message).event())
                .mapToLong(event -> event == null ? -1 : event)
                .max()
                .orElse(0);
    }

    /// Somebody comes back over a new connection.
    private TestHouse.Guest again(ClientMessage.Resume resume) {
        TestHouse.Guest guest = house.connect("room");
        guest.send(resume);
        return guest;
    }

    private static ParticipantState stateIn(TestHouse.Guest reader) {
        return reader.last(ServerMessage.ParticipantUpdated.class).participant();
    }

    @Test
    void whoComesBackIsToldWhatWasMissedAndNothingTwice() {
        long known = lastEventOf(ben);
        ben.disconnect(Ending.BROKEN);
        assertEquals(Connection.RECONNECTING, stateIn(anna).connection());
        assertEquals(ben.id(), stateIn(anna).id());
        anna.send(new ClientMessage.Chat(5L, "one"));
        anna.send(new ClientMessage.Chat(6L, "two"));
        int before = anna.received.size();

        TestHouse.Guest back = again(resume(secretOf(ben), known));
        ServerMessage.Resumed resumed = back.last(ServerMessage.Resumed.class);
        assertEquals(ben.id(), resumed.participant());
        assertEquals(90, resumed.re());
        assertNull(resumed.room());
        assertNull(resumed.slots());
        assertEquals(
                List.of("one", "two"),
                back.received.stream()
                        .filter(ServerMessage.Chat.class::isInstance)
                        .map(chat -> ((ServerMessage.Chat) chat).message().text())
                        .toList());
        List<Long> events =
                back.received.stream()
                        .filter(ServerMessage.Event.class::isInstance)
                        .map(event -> ((ServerMessage.Event) event).event())
                        .toList();
        List<Long> counted = new ArrayList<>();
        for (long event = known + 1; event <= known + events.size(); event++) {
            counted.add(event);
        }
        assertEquals(counted, events, "without holes");
        assertTrue(resumed.event() >= known + 2);
        assertEquals(before + 1, anna.received.size());
        assertEquals(Connection.CONNECTED, stateIn(anna).connection());
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        assertEquals(1, back.count(ServerMessage.Speakers.class));
    }

    @Test
    void whoMissedTooMuchIsToldHowThingsAre() {
        house.sfu
                .room()
                .emit(
                        new RoomEvent.SlotsChanged(
                                ben.id(),
                                List.of(
                                        new SlotAssignment(
                                                3,
                                                anna.id(),
                                                "t-1",
                                                "t-2",
                                                SlotAssignment.VideoState.LIVE))));
        ben.disconnect(Ending.BROKEN);
        for (int i = 0; i <= EventLog.MAX_EVENTS; i++) {
            anna.send(new ClientMessage.Hand(null, i % 2 == 0));
            house.pass(Duration.ofMillis(100));
        }
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.SILENT));

        TestHouse.Guest back = again(resume(secretOf(ben), 1));
        ServerMessage.Resumed resumed = back.last(ServerMessage.Resumed.class);
        assertNotNull(resumed.room());
        assertEquals("Ben", resumed.room().participants().getFirst().name());
        assertEquals(Connection.CONNECTED, resumed.room().participants().getFirst().connection());
        assertNotNull(resumed.slots());
        assertEquals(List.of(0, 3), resumed.slots().stream().map(slot -> slot.slot()).toList());
        assertNull(resumed.answer());
        assertEquals(TransportState.SILENT, back.last(ServerMessage.Media.class).state());
        assertEquals(
                resumed.event() + 1, back.last(ServerMessage.Media.class).event(), "counts on");
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, (1L << 53) - 1})
    void whoClaimsToKnowTheFutureIsToldHowThingsAre(long lastEvent) {
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest back = again(resume(secretOf(ben), lastEvent));
        assertNotNull(back.last(ServerMessage.Resumed.class).room());
    }

    @Test
    void aSecretIsGoodOnce() {
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest back = again(resume(secretOf(ben), 0));
        String next = back.last(ServerMessage.Resumed.class).resume().secret();
        assertNotEquals(secretOf(ben), next);
        assertEquals(22, next.length());
        back.send(new ClientMessage.Ping(91L));
        assertEquals(ErrorCode.RESUME_FAILED, again(resume(secretOf(ben), 0)).refused());
        assertEquals(0, back.closeStatus, "who tries in vain disturbs nobody");
        TestHouse.Guest third = again(resume(next, 0));
        assertEquals(ben.id(), third.last(ServerMessage.Resumed.class).participant());
    }

    @Test
    void aSecretIsGoodUntilItsSuccessorHasArrived() {
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest deaf = again(resume(secretOf(ben), 0));
        deaf.disconnect(Ending.BROKEN);
        TestHouse.Guest back = again(resume(secretOf(ben), 0));
        assertEquals(ben.id(), back.last(ServerMessage.Resumed.class).participant());
        String lost = deaf.last(ServerMessage.Resumed.class).resume().secret();
        assertEquals(ErrorCode.RESUME_FAILED, again(resume(lost, 0)).refused());
        TestHouse.Guest reloaded = again(reload(secretOf(ben), 0));
        TestHouse.Guest again = again(reload(secretOf(ben), 0));
        assertEquals(ben.id(), again.last(ServerMessage.Resumed.class).participant());
        assertEquals(1000, reloaded.closeStatus);
    }

    @Test
    void aConnectionThatSeemsAliveIsTakenOver() {
        TestHouse.Guest back = again(resume(secretOf(ben), lastEventOf(ben)));
        assertEquals(ben.id(), back.last(ServerMessage.Resumed.class).participant());
        assertEquals(1000, ben.closeStatus);
        assertEquals(0, ben.count(ServerMessage.Bye.class));
        ben.disconnect(Ending.LEFT);
        ben.send(new ClientMessage.Chat(7L, "from the old one"));
        anna.send(new ClientMessage.Chat(8L, "hello"));
        assertEquals("hello", back.last(ServerMessage.Chat.class).message().text());
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        assertEquals(1, anna.count(ServerMessage.Chat.class));
    }

    @Test
    void aRequestUnderWayIsFinishedFirst() throws InterruptedException {
        house.sfu.room().slow = true;
        Thread request =
                Thread.startVirtualThread(() ->
                        ben.send(
                                new ClientMessage.Offer(
                                        41L,
                                        Offers.of("chromium-meeting"),
                                        Messages.MIC_AND_CAMERA)));
        house.await(() -> house.sfu.room().keeps());
        TestHouse.Guest back = house.connect("room");
        Thread resuming =
                Thread.startVirtualThread(() -> back.send(resume(secretOf(ben), lastEventOf(ben))));
        house.await(() -> ben.closeStatus != 0);
        assertEquals(0, back.count(ServerMessage.Resumed.class));
        house.sfu.room().release();
        request.join();
        resuming.join();
        assertEquals(41, back.last(ServerMessage.Resumed.class).lastRequest());
    }

    @Test
    void whatWasDoneIsNotToBeSentAgain() {
        assertEquals(1, resumedAfter().size());
    }

    private List<Long> resumedAfter() {
        ben.send(new ClientMessage.Chat(12L, "once"));
        ben.send(new ClientMessage.Rename(13L, "Benjamin"));
        ben.send(new ClientMessage.Ping(14L));
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest back = again(resume(secretOf(ben), 0));
        assertEquals(13, back.last(ServerMessage.Resumed.class).lastRequest());
        back.send(new ClientMessage.Chat(15L, "after"));
        back.disconnect(Ending.BROKEN);
        String secret = back.last(ServerMessage.Resumed.class).resume().secret();
        return List.of(again(resume(secret, 0)).last(ServerMessage.Resumed.class).lastRequest());
    }

    @Test
    void whatWasRefusedCountsAsDone() {
        ben.send(new ClientMessage.Mute(21L, TrackSource.SCREEN_SHARE, true));
        assertEquals(ErrorCode.UNKNOWN_TRACK, ben.refused());
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest back = again(resume(secretOf(ben), 0));
        assertEquals(21, back.last(ServerMessage.Resumed.class).lastRequest());
    }

    @Test
    void whatChangedMeanwhileIsKept() {
        ben.send(new ClientMessage.Hand(3L, true));
        ben.disconnect(Ending.BROKEN);
        anna.send(
                new ClientMessage.MuteParticipant(
                        4L, ben.id(), TrackSource.MICROPHONE, true, true));
        TestHouse.Guest back = again(reload(secretOf(ben), 0));
        var resumed = back.last(ServerMessage.Resumed.class);
        assertNotNull(resumed.answer());
        assertNotNull(resumed.room());
        ParticipantState self = resumed.room().participants().getFirst();
        assertEquals(ben.id(), self.id());
        assertNotNull(self.hand());
        assertTrue(
                self.publications().stream()
                        .anyMatch(track ->
                                track.source() == TrackSource.MICROPHONE
                                        && track.held()
                                        && track.muted()));
        assertTrue(
                house.sfu.room().calls.stream()
                        .anyMatch(call ->
                                call.startsWith("rejoin")
                                        && call.contains("MICROPHONE, muted=true")));
    }

    @Test
    void theHostIsStillTheHost() {
        anna.disconnect(Ending.GOING_AWAY);
        TestHouse.Guest back = again(reload(secretOf(anna), 0));
        var room = back.last(ServerMessage.Resumed.class).room();
        assertNotNull(room);
        assertTrue(room.participants().getFirst().rights().roomAdmin());
    }

    @Test
    void anotherMediaConnectionComesOverTheSameSocket() {
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.CLOSED));
        ben.send(reload(secretOf(ben), lastEventOf(ben)));
        assertNotNull(ben.last(ServerMessage.Resumed.class).answer());
        assertEquals(0, ben.closeStatus);
        ben.send(resume(ben.last(ServerMessage.Resumed.class).resume().secret(), 0));
        assertEquals(ErrorCode.ALREADY_JOINED, ben.refused());
        ben.send(reload(secretOf(anna), 0));
        assertEquals(ErrorCode.RESUME_FAILED, ben.refused());
        assertEquals(0, anna.closeStatus);
    }

    @Test
    void anOfferThatIsRefusedDoesNotCostTheSeat() {
        ben.disconnect(Ending.GOING_AWAY);
        house.sfu.room().refuse = MediaException.Reason.OVERLOADED;
        TestHouse.Guest first = again(reload(secretOf(ben), 0));
        assertEquals(ErrorCode.SERVER_FULL, first.refused());
        first.send(new ClientMessage.Resume(91L, secretOf(ben), 0, "v=0", List.of(), null));
        assertEquals(ErrorCode.BAD_SDP, first.refused());
        first.send(reload(secretOf(ben), 0));
        assertEquals(ben.id(), first.last(ServerMessage.Resumed.class).participant());
    }

    @Test
    void aSeatIsKeptForAWhile() {
        ben.disconnect(Ending.BROKEN);
        house.pass(Duration.ofMillis(119_999));
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        house.pass(Duration.ofMillis(1));
        assertEquals(
                new ServerMessage.ParticipantLeft(ben.id(), ServerMessage.LeaveReason.TIMEOUT),
                anna.left());
        assertEquals(ErrorCode.RESUME_FAILED, again(resume(secretOf(ben), 0)).refused());
    }

    @Test
    void aPageThatGoesAwayMayBeAReload() {
        ben.disconnect(Ending.GOING_AWAY);
        assertEquals(Connection.RECONNECTING, stateIn(anna).connection());
        house.pass(Duration.ofMillis(7_999));
        TestHouse.Guest back = again(reload(secretOf(ben), 0));
        house.pass(Duration.ofMinutes(5));
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        back.disconnect(Ending.GOING_AWAY);
        house.pass(Duration.ofSeconds(8));
        assertEquals(
                new ServerMessage.ParticipantLeft(ben.id(), ServerMessage.LeaveReason.LEFT),
                anna.left());
    }

    @Test
    void whoIsNotHeardEitherIsLost() {
        ben.disconnect(Ending.BROKEN);
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.SILENT));
        assertEquals(Connection.LOST, stateIn(anna).connection());
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.INTERRUPTED));
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.CONNECTED));
        assertEquals(Connection.RECONNECTING, stateIn(anna).connection());
        again(resume(secretOf(ben), 0));
        assertEquals(Connection.CONNECTED, stateIn(anna).connection());
    }

    @Test
    void silenceAloneIsNobodysBusiness() {
        long before = anna.count(ServerMessage.ParticipantUpdated.class);
        house.sfu.room().emit(new RoomEvent.TransportChanged(ben.id(), TransportState.SILENT));
        assertEquals(before, anna.count(ServerMessage.ParticipantUpdated.class));
        ben.disconnect(Ending.GOING_AWAY);
        assertEquals(Connection.LOST, stateIn(anna).connection());
    }

    @Test
    void whoWasRemovedDoesNotComeBack() {
        anna.send(new ClientMessage.Remove(2L, ben.id()));
        ben.disconnect(Ending.BROKEN);
        assertEquals(ErrorCode.RESUME_FAILED, again(resume(secretOf(ben), 0)).refused());
    }

    @Test
    void whoWasRemovedWhileAwayDoesNotComeBack() {
        ben.disconnect(Ending.BROKEN);
        anna.send(new ClientMessage.Remove(2L, ben.id()));
        assertEquals(
                new ServerMessage.ParticipantLeft(ben.id(), ServerMessage.LeaveReason.REMOVED),
                anna.left());
        assertEquals(ErrorCode.RESUME_FAILED, again(reload(secretOf(ben), 0)).refused());
    }

    @Test
    void whoLeftDoesNotComeBack() {
        ben.send(new ClientMessage.Leave(2L));
        assertEquals(ErrorCode.RESUME_FAILED, again(resume(secretOf(ben), 0)).refused());
    }

    @Test
    void aSecretOpensItsOwnRoomOnly() {
        TestHouse.Guest other = house.connect("other");
        other.send(Messages.join("Cleo", null));
        ben.disconnect(Ending.BROKEN);
        TestHouse.Guest stranger = house.connect("other");
        stranger.send(resume(secretOf(ben), 0));
        assertEquals(ErrorCode.RESUME_FAILED, stranger.refused());
        TestHouse.Guest nowhere = house.connect("nowhere");
        nowhere.send(resume(secretOf(ben), 0));
        assertEquals(ErrorCode.RESUME_FAILED, nowhere.refused());
        assertEquals(2, house.meetings.rooms());
        again(resume(secretOf(ben), 0)).last(ServerMessage.Resumed.class);
    }

    @Test
    void whoGuessesIsCutOff() {
        TestHouse.Guest guesser = house.connect("room");
        for (int i = 0; i < 4; i++) {
            guesser.send(resume("guess-" + i, 0));
        }
        assertEquals(0, guesser.closeStatus);
        guesser.send(resume("guess-5", 0));
        assertEquals(1000, guesser.closeStatus);
        assertEquals(5, guesser.count(ServerMessage.Refused.class));
        assertEquals(6, guesser.received.size(), "welcome and refusals, nothing else");
    }

    @Test
    void refusalsLookTheSame() {
        anna.send(new ClientMessage.Remove(2L, ben.id()));
        TestHouse.Guest guesser = house.connect("room");
        guesser.send(resume(secretOf(ben), 0));
        guesser.send(resume("never-was", 0));
        assertEquals(guesser.received.get(1), guesser.received.get(2));
    }

    @Test
    void aThousandTimesAndStillTheSame() {
        String secret = secretOf(ben);
        TestHouse.Guest now = ben;
        long known = lastEventOf(ben);
        for (int i = 0; i < 1_000; i++) {
            if (i % 2 == 0) {
                now.disconnect(Ending.BROKEN);
            }
            now = again(i % 10 == 0 ? reload(secret, known) : resume(secret, known));
            var resumed = now.last(ServerMessage.Resumed.class);
            secret = resumed.resume().secret();
            known = Math.max(resumed.event(), lastEventOf(now));
            house.pass(Duration.ofSeconds(1));
        }
        house.pass(Duration.ofMinutes(10));
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        now.send(new ClientMessage.Chat(5L, "here"));
        assertEquals(1, anna.count(ServerMessage.Chat.class));
        assertFalse(secret.isEmpty());
        assertEquals(1, house.meetings.rooms());
    }
}
