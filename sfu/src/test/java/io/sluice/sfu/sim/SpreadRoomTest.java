package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.relay.RelayLink;
import io.sluice.sfu.relay.RelayPort;
import io.sluice.sfu.room.OtherPart;
import io.sluice.sfu.room.PartMessage;
import io.sluice.sfu.room.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A room in two parts on two loops: everybody is heard and seen everywhere, and what is done to a
/// participant holds in both.
class SpreadRoomTest {
    private static final Codec[] CODECS = {Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1};

    private Meeting meeting;
    private Room home;
    private Room away;
    private Neighbour awayForHome;
    private Neighbour homeForAway;

    /// One part as the other reaches it; messages take as long as a look into a mailbox.
    private final class Neighbour implements OtherPart {
        private final RelayPort.Way way;
        private final Room to;
        private @Nullable Neighbour speaker;

        Neighbour(RelayPort.Way way, Room to) {
            this.way = way;
            this.to = to;
        }

        @Override
        public RelayLink link() {
            return way.link();
        }

        @Override
        public void tell(PartMessage message) {
            OtherPart from = Objects.requireNonNull(speaker);
            meeting.time.in(1, () -> to.onMessage(from, message, meeting.time.nowNanos()));
        }
    }

    @BeforeEach
    void open() {
        meeting = new Meeting(3);
        home = meeting.room;
        away = meeting.openPart(1);
        awayForHome = neighbour(away);
        homeForAway = neighbour(home);
        awayForHome.speaker = homeForAway;
        homeForAway.speaker = awayForHome;
    }

    private Neighbour neighbour(Room to) {
        RelayPort.Way way = meeting.openWay();
        meeting.openRelayPort().addIncoming(way);
        return new Neighbour(way, to);
    }

    private void introduce() {
        away.addPart(homeForAway);
        home.addPart(awayForHome);
    }

    @AfterEach
    void close() {
        away.close(meeting.time.nowNanos());
        meeting.close(); // fails when a cell was not given back
    }

    private Browser join(Room room, String id, Codec codec) {
        Browser browser = new Browser(meeting, id, codec, 3, 1, Wire.Conditions.GOOD);
        browser.join(room);
        return browser;
    }

    private static DecodabilityChecker picture(Browser browser) {
        return browser.receiver.half(0, MediaKind.VIDEO).viewer.checker();
    }

    @Test
    void whoCameBeforeAndAfterThePartIsSeenAndHeardInBoth() {
        Browser anna = join(home, "anna", Codec.VP8);
        meeting.run(Meeting.SECOND);
        introduce();
        Browser ben = join(away, "ben", Codec.H264);
        meeting.run(2 * Meeting.SECOND);

        assertEquals(List.of(anna.videoSsrc()), picture(ben).sources());
        assertEquals(List.of(ben.videoSsrc()), picture(anna).sources());
        for (Browser browser : List.of(anna, ben)) {
            assertEquals(List.of(), picture(browser).problems());
            assertEquals(VideoState.LIVE, meeting.slot(browser.id, 0).videoState());
            assertTrue(browser.receiver.half(0, MediaKind.VIDEO).packets > 30);
            assertTrue(browser.receiver.half(0, MediaKind.AUDIO).packets > 80);
        }
        assertEquals(
                4, meeting.events(RoomEvent.PublicationAdded.class).count(), "each is told once");
    }

    /// Property: as in a room on one loop, everything lost is repaired in whichever part it was
    /// lost, and what is shown can be decoded.
    @Test
    void whatIsLostOnEitherSideIsRepaired() {
        introduce();
        List<Browser> people = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            people.add(join(i % 2 == 0 ? home : away, "p" + i, CODECS[i / 2]));
        }
        meeting.run(Meeting.SECOND);
        people.forEach(browser -> browser.conditions(Wire.Conditions.BAD));
        meeting.run(3 * Meeting.SECOND);
        people.forEach(browser -> {
            browser.sendsAudio = false;
            browser.sendsVideo = false;
        });
        meeting.run(Meeting.SECOND);

        long packets = 0;
        long missing = 0;
        List<String> problems = new ArrayList<>();
        for (Browser browser : people) {
            for (SimulatedReceiver.Half half : browser.receiver.halves) {
                packets += half.packets;
                missing += half.viewer.checker().missing().size();
                half.viewer.problems().forEach(problem -> problems.add(browser.id + problem));
            }
        }
        assertEquals(List.of(), problems);
        assertTrue(packets > 8_000, packets + " packets");
        assertTrue(missing <= packets / 10_000, missing + " of " + packets);
        assertEquals(0, meeting.counters.dropped(DropReason.RELAY_FULL));
    }

    @Test
    void muteAndRightsHoldInTheOtherPart() {
        introduce();
        Browser anna = join(home, "anna", Codec.VP8);
        Browser ben = join(away, "ben", Codec.VP8);
        meeting.run(Meeting.SECOND);

        home.setMuted("anna", TrackSource.MICROPHONE, true, meeting.time.nowNanos());
        home.setRights(
                "anna",
                new MediaRights(Set.of(TrackSource.MICROPHONE), true),
                meeting.time.nowNanos());
        meeting.run(200 * Meeting.MILLI);
        long sound = ben.receiver.half(0, MediaKind.AUDIO).packets;
        long pictures = ben.receiver.half(0, MediaKind.VIDEO).packets;
        meeting.run(Meeting.SECOND);
        assertEquals(sound, ben.receiver.half(0, MediaKind.AUDIO).packets);
        assertEquals(pictures, ben.receiver.half(0, MediaKind.VIDEO).packets);

        home.setMuted("anna", TrackSource.MICROPHONE, false, meeting.time.nowNanos());
        home.setRights("anna", Browser.ALL, meeting.time.nowNanos());
        meeting.run(2 * Meeting.SECOND);
        assertTrue(ben.receiver.half(0, MediaKind.AUDIO).packets > sound + 30);
        assertTrue(ben.receiver.half(0, MediaKind.VIDEO).packets > pictures + 10);
        assertEquals(List.of(), picture(ben).problems());
        assertEquals(List.of(anna.videoSsrc()), picture(ben).sources());
    }

    @Test
    void aReloadIsAChangeOfSourceInTheOtherPart() {
        introduce();
        Browser anna = join(home, "anna", Codec.VP8);
        Browser ben = join(away, "ben", Codec.VP8);
        meeting.run(Meeting.SECOND);
        SlotAssignment before = meeting.slot("ben", 0);
        anna.vanish();
        meeting.run(Meeting.SECOND);

        Browser again = new Browser(meeting, "anna", Codec.AV1, 2, 0, Wire.Conditions.GOOD);
        again.rejoin(home);
        meeting.run(2 * Meeting.SECOND);

        assertEquals(before, meeting.slot("ben", 0), "the same tracks in the same slot");
        assertEquals(List.of(anna.videoSsrc(), again.videoSsrc()), picture(ben).sources());
        assertEquals(List.of(), picture(ben).problems());
    }

    @Test
    void whoLeavesIsGoneFromTheOtherPart() {
        introduce();
        Browser anna = join(home, "anna", Codec.VP8);
        join(away, "ben", Codec.VP8);
        meeting.run(Meeting.SECOND);
        anna.leave(home);
        meeting.run(Meeting.SECOND);

        assertNull(meeting.slot("ben", 0).participantId());
        assertEquals(1, away.size());
    }

    @Test
    void aPartThatClosesTakesItsPeopleWithIt() {
        introduce();
        join(home, "anna", Codec.VP8);
        Browser ben = join(away, "ben", Codec.VP8);
        meeting.run(Meeting.SECOND);
        ben.vanish();
        away.close(meeting.time.nowNanos());
        home.removePart(awayForHome, meeting.time.nowNanos());
        meeting.run(Meeting.SECOND);

        assertNull(meeting.slot("anna", 0).participantId());
        assertEquals(1, home.size());
    }

    /// Anna speaks at home and Ben away: each part tells the same speakers apart for its own
    /// receivers, and the room hears of them once.
    @Test
    void speakersAreToldOnce() {
        introduce();
        Browser anna = join(home, "anna", Codec.VP8);
        Browser ben = join(away, "ben", Codec.VP8);
        anna.level = Browser.SILENCE;
        ben.level = Browser.SPEECH;
        meeting.run(Meeting.SECOND);

        List<RoomEvent.SpeakersChanged> told =
                meeting.events(RoomEvent.SpeakersChanged.class).toList();
        assertEquals("ben", told.getLast().speakers().getFirst().participantId());
        assertEquals(
                told.stream().distinct().count(), told.size(), "no list of speakers comes twice");
    }
}
