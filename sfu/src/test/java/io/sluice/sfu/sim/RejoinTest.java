package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A page is loaded anew: the same participant comes with another connection, and to the others it
/// is a change of source in the slot where they see it.
class RejoinTest {
    /// Property: whatever the codec after the reload, the picture goes on from a keyframe in the
    /// same slot, and everything shown can be decoded.
    @ParameterizedTest(name = "then {0}")
    @ValueSource(strings = {"VP8", "H264", "AV1"})
    void theOthersSeeItInTheSameSlot(String codec) {
        try (Meeting meeting = new Meeting(1)) {
            Browser anna = meeting.join("anna", Codec.VP8, 2, 0, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.VP8, 2, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            SlotAssignment before = meeting.slot("anna", 0);
            assertEquals(VideoState.LIVE, before.videoState());
            SimulatedConnection old = ben.connection();
            ben.vanish();
            meeting.run(Meeting.SECOND);
            meeting.events.clear();

            Browser again =
                    new Browser(meeting, "ben", Codec.valueOf(codec), 2, 0, Wire.Conditions.GOOD);
            JoinedMedia media = again.rejoin(meeting.room);
            meeting.run(Meeting.SECOND);

            assertEquals(TransportState.CLOSED, old.state());
            assertEquals(2, meeting.room.size());
            assertEquals(before, meeting.slot("anna", 0));
            assertEquals(
                    before.videoPublicationId(), id(media, TrackSource.CAMERA), "the same track");
            assertEquals(0, meeting.events(RoomEvent.PublicationAdded.class).count());
            assertEquals(0, meeting.events(RoomEvent.PublicationRemoved.class).count());
            DecodabilityChecker picture = anna.receiver.half(0, MediaKind.VIDEO).viewer.checker();
            assertEquals(List.of(), picture.problems());
            assertEquals(List.of(ben.videoSsrc(), again.videoSsrc()), picture.sources());
            assertEquals(
                    List.of(), anna.receiver.half(0, MediaKind.AUDIO).viewer.checker().problems());
            assertTrue(
                    again.receiver.half(0, MediaKind.VIDEO).viewer.checker().completeFrames() > 15);
        }
    }

    private static String id(JoinedMedia media, TrackSource source) {
        return media.publications().stream()
                .filter(publication -> publication.source() == source)
                .map(PublicationInfo::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasMutedStaysMuted() {
        try (Meeting meeting = new Meeting(2)) {
            meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.room.setMuted("ben", TrackSource.CAMERA, true, meeting.time.nowNanos());
            Browser again = new Browser(meeting, "ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            JoinedMedia media = again.rejoin(meeting.room);
            meeting.run(Meeting.SECOND);

            assertEquals(
                    List.of(false, true),
                    media.publications().stream().map(PublicationInfo::muted).toList());
            assertEquals(VideoState.OFF, meeting.slot("anna", 0).videoState());
        }
    }

    @Test
    void aConnectionThatIsClosedIsReplacedToo() {
        try (Meeting meeting = new Meeting(3)) {
            meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.room.setView(
                    "anna",
                    List.of(new SlotView(0, new Target.Auto(), 640, 360)),
                    meeting.time.nowNanos());
            Browser ben = meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.room.setView(
                    "anna",
                    List.of(new SlotView(0, new Target.Of("ben", TrackSource.CAMERA), 640, 360)),
                    meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);
            ben.vanish();
            ben.connection().state(TransportState.CLOSED, meeting.time.nowNanos());
            SlotAssignment gone = meeting.slot("anna", 0);
            assertEquals("ben", gone.participantId());
            assertNull(gone.videoPublicationId());
            assertEquals(VideoState.OFF, gone.videoState());
            MediaException refusal =
                    assertThrows(
                            MediaException.class,
                            () ->
                                    meeting.room.renegotiate(
                                            "ben",
                                            ben.offer(),
                                            ben.tracks(),
                                            meeting.time.nowNanos()));
            assertEquals(Reason.CONNECTION_CLOSED, refusal.reason());

            new Browser(meeting, "ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD).rejoin(meeting.room);
            meeting.run(Meeting.SECOND);
            assertEquals(VideoState.LIVE, meeting.slot("anna", 0).videoState());
        }
    }

    @Test
    void whoIsNotHeardIsNotChosen() {
        try (Meeting meeting = new Meeting(4)) {
            meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Browser cora = meeting.join("cora", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            assertEquals("ben", meeting.slot("anna", 0).participantId());
            ben.connection().state(TransportState.SILENT, meeting.time.nowNanos());
            assertEquals("cora", meeting.slot("anna", 0).participantId());
            assertTrue(ben.connection().writable(), "it may hear us all the same");
            ben.connection().state(TransportState.CONNECTED, meeting.time.nowNanos());
            cora.leave(meeting.room);
            assertEquals("ben", meeting.slot("anna", 0).participantId());
        }
    }

    @Test
    void aThousandReloadsLeaveNothingBehind() {
        try (Meeting meeting = new Meeting(5)) {
            meeting.join("anna", Codec.VP8, 1, 1, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.VP8, 1, 1, Wire.Conditions.GOOD);
            for (int i = 0; i < 1_000; i++) {
                meeting.run(5 * Meeting.MILLI);
                ben.vanish();
                ben = new Browser(meeting, "ben", Codec.VP8, 1, 1, Wire.Conditions.GOOD);
                ben.rejoin(meeting.room);
            }
            meeting.run(Meeting.SECOND);
            assertEquals(2, meeting.room.size());
            assertEquals(VideoState.LIVE, meeting.slot("anna", 0).videoState());
            ben.leave(meeting.room);
        }
    }

    @Test
    void nobodyComesBackWhoWasNotHere() {
        try (Meeting meeting = new Meeting(6)) {
            Browser ben = new Browser(meeting, "ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            MediaException refusal =
                    assertThrows(MediaException.class, () -> ben.rejoin(meeting.room));
            assertEquals(Reason.UNKNOWN_PARTICIPANT, refusal.reason());
        }
    }
}
