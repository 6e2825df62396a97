package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.DropReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is muted, not allowed or not published goes nowhere, whatever its sender does.
class GateTest {
    private final Meeting meeting = new Meeting(1);
    private final Browser viewer = meeting.join("viewer", Codec.VP8, 2, 0, Wire.Conditions.GOOD);
    private final Browser anna = meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);

    @Test
    void aMutedCameraIsCutAndBeginsAgainWithAKeyframe() {
        meeting.run(Meeting.SECOND);
        long before = packets(MediaKind.VIDEO);
        assertTrue(before > 0);

        mute(TrackSource.CAMERA, true);
        meeting.run(20 * Meeting.MILLI);
        long atMute = packets(MediaKind.VIDEO);
        meeting.run(Meeting.SECOND);
        assertEquals(atMute, packets(MediaKind.VIDEO));
        assertEquals(VideoState.OFF, meeting.slot("viewer", 0).videoState());
        assertTrue(meeting.counters.dropped(DropReason.MUTED) > 20);
        assertTrue(packets(MediaKind.AUDIO) > 80, "the microphone is not touched");

        mute(TrackSource.CAMERA, false);
        meeting.run(Meeting.SECOND);
        assertTrue(packets(MediaKind.VIDEO) > atMute + 20);
        assertEquals(VideoState.LIVE, meeting.slot("viewer", 0).videoState());
        assertEquals(List.of(), problems());
        meeting.close();
    }

    @Test
    void withoutTheRightASourceIsNeitherForwardedNorAnnounced() {
        meeting.run(Meeting.SECOND);
        meeting.room.setRights(
                "anna", new MediaRights(Set.of(TrackSource.CAMERA), true), meeting.time.nowNanos());
        meeting.run(20 * Meeting.MILLI);
        long atCut = packets(MediaKind.AUDIO);
        meeting.run(Meeting.SECOND);

        assertEquals(atCut, packets(MediaKind.AUDIO));
        assertTrue(meeting.counters.dropped(DropReason.NOT_ALLOWED) > 40);
        assertEquals(1, meeting.events(RoomEvent.PublicationRemoved.class).count());

        meeting.room.setRights("anna", Browser.ALL, meeting.time.nowNanos());
        meeting.run(Meeting.SECOND);
        assertTrue(packets(MediaKind.AUDIO) > atCut + 40);
        meeting.close();
    }

    @Test
    void anUnpublishedTrackIsNotForwarded() {
        meeting.run(Meeting.SECOND);
        meeting.room.unpublish("anna", Set.of(TrackSource.CAMERA), meeting.time.nowNanos());
        meeting.run(20 * Meeting.MILLI);
        long atCut = packets(MediaKind.VIDEO);
        meeting.run(Meeting.SECOND);

        assertEquals(atCut, packets(MediaKind.VIDEO));
        assertTrue(meeting.counters.dropped(DropReason.NOT_PUBLISHED) > 20);
        meeting.close();
    }

    @Test
    void whoMayNotSubscribeGetsNothing() {
        meeting.run(Meeting.SECOND);
        meeting.room.setRights(
                "viewer",
                new MediaRights(EnumSet.allOf(TrackSource.class), false),
                meeting.time.nowNanos());
        meeting.run(20 * Meeting.MILLI);
        long before = packets(MediaKind.VIDEO) + packets(MediaKind.AUDIO);
        meeting.run(Meeting.SECOND);

        assertEquals(before, packets(MediaKind.VIDEO) + packets(MediaKind.AUDIO));
        assertEquals(null, meeting.slot("viewer", 0).participantId());
        meeting.close();
    }

    @Test
    void aFurtherOfferOpensNoGate() {
        meeting.run(500 * Meeting.MILLI);
        mute(TrackSource.MICROPHONE, true);
        meeting.room.renegotiate("anna", anna.offer(), anna.tracks(), meeting.time.nowNanos());
        meeting.run(20 * Meeting.MILLI);
        long atMute = packets(MediaKind.AUDIO);
        meeting.run(Meeting.SECOND);

        assertEquals(atMute, packets(MediaKind.AUDIO));
        meeting.close();
    }

    private void mute(TrackSource source, boolean muted) {
        meeting.room.setMuted("anna", source, muted, meeting.time.nowNanos());
    }

    private long packets(MediaKind kind) {
        return viewer.receiver.half(0, kind).packets;
    }

    private List<String> problems() {
        return viewer.receiver.half(0, MediaKind.VIDEO).viewer.problems();
    }
}
