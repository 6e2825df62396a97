package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.api.WantedEncoding;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.message.ServerMessage.ByeReason;
import io.sluice.signaling.message.ServerMessage.LeaveReason;
import io.sluice.signaling.message.TrackSpec;
import io.sluice.signaling.message.ViewSpec;
import io.sluice.signaling.testing.Messages;
import io.sluice.signaling.testing.Offers;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Meetings with time that stands still and tasks that run at once.
class MeetingTest {
    private final TestHouse house = new TestHouse();

    @Test
    void everybodyHearsWhoComesAndGoes() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        assertEquals("Ben", anna.last(ServerMessage.ParticipantJoined.class).participant().name());
        assertEquals(2, ben.joined().room().participants().size());
        assertEquals("Ben", ben.joined().room().participants().getFirst().name());
        ben.send(new ClientMessage.Leave(9L));
        assertEquals(LeaveReason.LEFT, anna.last(ServerMessage.ParticipantLeft.class).reason());
        assertEquals(9, ben.last(ServerMessage.Ok.class).re());
        assertEquals(1000, ben.closeStatus);
    }

    @Test
    void theFirstIsHostAndTheEldestFollows() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        TestHouse.Guest cleo = house.guest("Cleo");
        assertTrue(anna.joined().room().participants().getFirst().rights().roomAdmin());
        assertFalse(ben.joined().room().participants().getFirst().rights().roomAdmin());
        anna.send(new ClientMessage.Leave(null));
        var updated = cleo.last(ServerMessage.ParticipantUpdated.class).participant();
        assertEquals(ben.id(), updated.id());
        assertTrue(updated.rights().roomAdmin());
    }

    @Test
    void theRoomClosesWithTheLast() {
        TestHouse.Guest anna = house.guest("Anna");
        assertEquals(1, house.meetings.rooms());
        anna.send(new ClientMessage.Leave(null));
        assertEquals(0, house.meetings.rooms());
        assertTrue(house.sfu.room().closed);
        house.guest("Ben");
        assertEquals(2, house.sfu.rooms.size());
    }

    @Test
    void aLostConnectionIsWaitedForAndAClosedOneIsNot() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        TestHouse.Guest cleo = house.guest("Cleo");
        ben.disconnect(Ending.BROKEN);
        assertEquals(0, anna.count(ServerMessage.ParticipantLeft.class));
        house.pass(SignalingConfig.Timing.DEFAULT.resumeGrace());
        assertEquals(new ServerMessage.ParticipantLeft(ben.id(), LeaveReason.TIMEOUT), anna.left());
        cleo.disconnect(Ending.LEFT);
        assertEquals(new ServerMessage.ParticipantLeft(cleo.id(), LeaveReason.LEFT), anna.left());
    }

    @Test
    void aMuteIsTheRoomsTruth() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        ben.send(new ClientMessage.Mute(4L, TrackSource.MICROPHONE, true));
        assertTrue(house.sfu.room().calls.contains("muted MICROPHONE true"));
        var microphone =
                anna.last(ServerMessage.ParticipantUpdated.class).participant().publications();
        assertTrue(microphone.getFirst().muted());
        assertFalse(microphone.getFirst().held());
    }

    @Test
    void whomTheHostHoldsCannotUnmute() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(mute(ben, true, true));
        var held = ben.last(ServerMessage.ParticipantUpdated.class).participant();
        assertTrue(held.publications().getFirst().held());
        assertTrue(held.publications().getFirst().muted());
        ben.send(new ClientMessage.Mute(4L, TrackSource.MICROPHONE, false));
        assertEquals(ErrorCode.MUTED_BY_HOST, ben.refused());
        assertFalse(house.sfu.room().calls.contains("muted MICROPHONE false"));
        anna.send(mute(ben, false, false));
        var free = ben.last(ServerMessage.ParticipantUpdated.class).participant();
        assertFalse(free.publications().getFirst().held());
        assertTrue(free.publications().getFirst().muted());
        assertEquals(TrackSource.MICROPHONE, ben.last(ServerMessage.UnmuteAsked.class).source());
        ben.send(new ClientMessage.Mute(5L, TrackSource.MICROPHONE, false));
        assertTrue(house.sfu.room().calls.contains("muted MICROPHONE false"));
    }

    @Test
    void aHoldCannotBeOfferedAway() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(mute(ben, true, true));
        ben.send(
                new ClientMessage.Offer(
                        5L, Offers.of("chromium-meeting"), Messages.MIC_AND_CAMERA));
        assertTrue(
                house.sfu.room().calls.getLast().contains("source=MICROPHONE, muted=true"),
                house.sfu.room().calls.getLast());
    }

    @Test
    void aMuteWithoutHoldMayBeUndone() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(mute(ben, true, false));
        ben.send(new ClientMessage.Mute(5L, TrackSource.MICROPHONE, false));
        assertEquals(5, ben.last(ServerMessage.Ok.class).re());
    }

    @Test
    void whoIsMutedIsAskedAndWhoSpeaksIsNot() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(mute(ben, false, false));
        assertEquals(0, ben.count(ServerMessage.UnmuteAsked.class));
        anna.send(mute(ben, true, false));
        anna.send(mute(ben, false, false));
        assertEquals(1, ben.count(ServerMessage.UnmuteAsked.class));
        assertEquals(0, anna.count(ServerMessage.UnmuteAsked.class));
        assertFalse(house.sfu.room().calls.contains("muted MICROPHONE false"));
    }

    private static ClientMessage mute(TestHouse.Guest whom, boolean muted, boolean hold) {
        return new ClientMessage.MuteParticipant(
                8L, whom.id(), TrackSource.MICROPHONE, muted, hold);
    }

    @Test
    void onlyAHostMutesRemovesAndEnds() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        for (ClientMessage message :
                List.of(
                        mute(anna, true, true),
                        new ClientMessage.Remove(8L, anna.id()),
                        new ClientMessage.End(8L))) {
            ben.send(message);
            assertEquals(ErrorCode.NOT_ALLOWED, ben.refused());
        }
        assertEquals(0, anna.count(ServerMessage.Bye.class));
    }

    @Test
    void theRemovedOneIsToldAndCutOff() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(new ClientMessage.Remove(8L, ben.id()));
        assertEquals(ByeReason.REMOVED, ben.last(ServerMessage.Bye.class).reason());
        assertEquals(1000, ben.closeStatus);
        assertEquals(LeaveReason.REMOVED, anna.last(ServerMessage.ParticipantLeft.class).reason());
        assertTrue(house.sfu.room().calls.contains("leave " + ben.id()));
        ben.send(new ClientMessage.Chat(1L, "still here"));
        assertEquals(0, anna.count(ServerMessage.Chat.class));
    }

    @Test
    void anEndedMeetingIsOverForAll() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        anna.send(new ClientMessage.End(8L));
        assertEquals(ByeReason.ENDED, anna.last(ServerMessage.Bye.class).reason());
        assertEquals(ByeReason.ENDED, ben.last(ServerMessage.Bye.class).reason());
        assertEquals(8, anna.last(ServerMessage.Ok.class).re());
        assertTrue(house.sfu.room().closed);
    }

    @Test
    void aForgedIdIsRefused() {
        TestHouse.Guest anna = house.guest("Anna");
        anna.send(new ClientMessage.Remove(8L, "p-000000000000"));
        assertEquals(ErrorCode.UNKNOWN_PARTICIPANT, anna.refused());
        anna.send(
                new ClientMessage.MuteParticipant(
                        8L, "p-000000000000", TrackSource.CAMERA, true, true));
        assertEquals(ErrorCode.UNKNOWN_PARTICIPANT, anna.refused());
    }

    @Test
    void aViewOfAStrangerIsRefusedAndTheRestIsDone() {
        TestHouse.Guest anna = house.guest("Anna");
        anna.send(
                new ClientMessage.View(
                        3L,
                        List.of(
                                new ViewSpec.Slot(0, ViewSpec.Show.PARTICIPANT, "p-x", null, 1, 1),
                                new ViewSpec.Slot(
                                        1, ViewSpec.Show.NOBODY, null, null, null, null))));
        assertEquals(ErrorCode.UNKNOWN_PARTICIPANT, anna.refused());
        assertEquals(
                "view [SlotView[slot=1, target=Nobody[], width=0, height=0]]",
                house.sfu.room().calls.getLast());
    }

    @Test
    void candidatesReachTheMediaPlane() {
        TestHouse.Guest anna = house.guest("Anna");
        anna.send(
                new ClientMessage.Candidates(
                        5L,
                        "Xq3s",
                        List.of("candidate:1 1 udp 99 192.0.2.9 4000 typ host", "nonsense")));
        assertEquals(5, anna.last(ServerMessage.Ok.class).re());
        assertEquals(
                "addCandidates "
                        + anna.id()
                        + " Xq3s [IceCandidate[foundation=1, transport=udp, priority=99,"
                        + " address=192.0.2.9, port=4000, type=host, tcpType=null]]",
                house.sfu.room().calls.getLast());
    }

    @Test
    void theChatIsKeptForThoseWhoComeLater() {
        TestHouse.Guest anna = house.guest("Anna");
        for (int i = 0; i <= ChatLog.MAX_ENTRIES; i++) {
            house.pass(java.time.Duration.ofSeconds(1));
            anna.send(new ClientMessage.Chat(null, "message " + i));
        }
        TestHouse.Guest ben = house.guest("Ben");
        assertEquals(ChatLog.MAX_ENTRIES, ben.joined().room().chat().size());
        assertEquals("message 1", ben.joined().room().chat().getFirst().text());
    }

    @Test
    void handsAndNamesAreSeen() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        ben.send(new ClientMessage.Hand(1L, true));
        assertNotEquals(
                null, anna.last(ServerMessage.ParticipantUpdated.class).participant().hand());
        ben.send(new ClientMessage.Rename(1L, "Benno"));
        assertEquals(
                "Benno", anna.last(ServerMessage.ParticipantUpdated.class).participant().name());
    }

    @Test
    void eventsAboutSomebodyWaitUntilTheOthersKnowHim() {
        TestHouse.Guest anna = house.guest("Anna");
        house.sfu.room().slow = true;
        TestHouse.Guest ben = house.connect("room");
        Thread joining = Thread.startVirtualThread(() -> ben.send(Messages.join("Ben", null)));
        house.await(() -> house.sfu.room().keeps());
        String annasId = anna.id();
        anna.received.clear();
        house.sfu
                .room()
                .emit(
                        new RoomEvent.SlotsChanged(
                                annasId,
                                List.of(
                                        new SlotAssignment(
                                                0,
                                                "p-ben",
                                                null,
                                                null,
                                                SlotAssignment.VideoState.PENDING))));
        assertEquals(List.of(), anna.received);
        house.sfu.room().release();
        house.await(() -> !joining.isAlive());
        assertEquals(
                List.of(ServerMessage.ParticipantJoined.class, ServerMessage.Slots.class),
                anna.received.stream().map(Object::getClass).toList());
    }

    @Test
    void whatTheMediaPlaneTellsIsPassedOn() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest ben = house.guest("Ben");
        var room = house.sfu.room();
        room.emit(
                new RoomEvent.PublicationAdded(
                        ben.id(), new PublicationInfo("t-77", TrackSource.SCREEN_SHARE, false)));
        assertEquals(
                "t-77",
                anna.last(ServerMessage.ParticipantUpdated.class)
                        .participant()
                        .publications()
                        .getLast()
                        .id());
        room.emit(
                new RoomEvent.PublicationRemoved(
                        ben.id(), new PublicationInfo("t-77", TrackSource.SCREEN_SHARE, false)));
        assertEquals(
                2,
                anna.last(ServerMessage.ParticipantUpdated.class)
                        .participant()
                        .publications()
                        .size());
        room.emit(new RoomEvent.SpeakersChanged(List.of(new RoomEvent.Speaker(ben.id(), 0.5))));
        assertEquals(1, anna.last(ServerMessage.Speakers.class).speakers().size());
        room.emit(new RoomEvent.TransportChanged(ben.id(), RoomEvent.TransportState.CONNECTED));
        assertEquals(1, ben.count(ServerMessage.Media.class));
        assertEquals(0, anna.count(ServerMessage.Media.class));
        List<WantedEncoding> wanted =
                List.of(new WantedEncoding("l", true), new WantedEncoding("h", false));
        room.emit(new RoomEvent.EncodingsWanted(ben.id(), TrackSource.CAMERA, wanted));
        assertEquals(wanted, ben.last(ServerMessage.Encodings.class).encodings());
        assertEquals(0, anna.count(ServerMessage.Encodings.class));
    }

    @Test
    void aFailureOfTheMediaPlaneClosesThisRoomOnly() {
        TestHouse.Guest anna = house.guest("Anna");
        TestHouse.Guest other = house.connect("other");
        other.send(Messages.join("Other", null));
        house.sfu.rooms.getFirst().emit(new RoomEvent.RoomFailed("a bug"));
        assertEquals(ErrorCode.INTERNAL, anna.refused());
        assertEquals(ByeReason.ENDED, anna.last(ServerMessage.Bye.class).reason());
        assertEquals(0, other.count(ServerMessage.Bye.class));
    }

    @Test
    void aRefusalOfTheMediaPlaneReachesTheClient() {
        TestHouse.Guest anna = house.guest("Anna");
        house.sfu.room().refuse = MediaException.Reason.FINGERPRINT_CHANGED;
        anna.send(
                new ClientMessage.Offer(
                        2L, Offers.of("chromium-meeting"), Messages.MIC_AND_CAMERA));
        assertEquals(ErrorCode.FINGERPRINT_CHANGED, anna.refused());
    }

    @Test
    void aJoinThatFailsLeavesNothingBehind() {
        TestHouse.Guest anna = house.connect("room");
        anna.send(
                new ClientMessage.Join(
                        1L,
                        "Anna",
                        null,
                        Offers.of("chromium-meeting"),
                        List.of(new TrackSpec("7", TrackSource.CAMERA, false)),
                        null,
                        null));
        assertEquals(ErrorCode.UNSUPPORTED_MEDIA, anna.refused());
        assertEquals(0, house.meetings.rooms());
        anna.send(Messages.join("Anna", null));
        assertEquals("Anna", anna.joined().room().participants().getFirst().name());
    }

    @Test
    void whoIsGoneBeforeTheAnswerIsNotTakenIn() {
        TestHouse.Guest anna = house.guest("Anna");
        house.sfu.room().slow = true;
        TestHouse.Guest ben = house.connect("room");
        Thread joining = Thread.startVirtualThread(() -> ben.send(Messages.join("Ben", null)));
        house.await(() -> house.sfu.room().keeps());
        ben.disconnect(Ending.LEFT);
        house.sfu.room().release();
        house.await(() -> !joining.isAlive());
        assertEquals(0, anna.count(ServerMessage.ParticipantJoined.class));
        assertTrue(house.sfu.room().calls.getLast().startsWith("leave "));
    }

    @Test
    void slotsKeepTheirNumbersOverOffers() {
        TestHouse.Guest anna = house.guest("Anna");
        anna.send(
                new ClientMessage.Offer(
                        2L, Offers.of("chromium-meeting"), Messages.MIC_AND_CAMERA));
        String first = anna.joined().answer();
        String second = anna.last(ServerMessage.Answer.class).answer();
        assertEquals(first.lines().skip(2).toList(), second.lines().skip(2).toList());
        assertNotEquals(first, second);
    }
}
