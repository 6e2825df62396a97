package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.SlotAssignment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// People come and go; the others notice nothing but that.
class ComingAndGoingTest {
    @Test
    void somebodyWhoComesAndGoesChangesNoOtherSlot() {
        try (Meeting meeting = new Meeting(1)) {
            Browser anna = meeting.join("anna", Codec.VP8, 3, 0, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.H264, 3, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            SlotAssignment before = meeting.slot("anna", 0);
            assertEquals("ben", before.participantId());
            SimulatedReceiver.Half picture = anna.receiver.half(0, MediaKind.VIDEO);

            Browser cora = meeting.join("cora", Codec.AV1, 3, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            assertEquals("cora", meeting.slot("anna", 1).participantId());
            assertTrue(cora.receiver.half(0, MediaKind.VIDEO).packets > 0);
            assertTrue(cora.receiver.half(1, MediaKind.VIDEO).packets > 0);
            cora.leave(meeting.room);
            meeting.run(Meeting.SECOND);

            assertNull(meeting.slot("anna", 1).participantId());
            assertEquals(before, meeting.slot("anna", 0));
            assertEquals(List.of(), picture.viewer.problems());
            assertEquals(List.of(ben.videoSsrc()), picture.viewer.checker().sources());
            assertTrue(picture.viewer.checker().missing().isEmpty());
            assertTrue(picture.viewer.checker().completeFrames() > 50);
        }
    }

    /// Packets too old to be asked for are given back within a report's time, though nothing comes
    /// that would push them out.
    @Test
    void aStreamThatPausesGivesItsMemoryBack() {
        try (Meeting meeting = new Meeting(3)) {
            Browser anna = meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD).sendsVideo = false;
            meeting.run(2 * Meeting.SECOND);
            assertTrue(meeting.historyBytes() > 50_000, "kept " + meeting.historyBytes());
            anna.sendsVideo = false;
            meeting.run(2200 * Meeting.MILLI);
            // What is left is half a second of two microphones in small cells.
            assertTrue(meeting.historyBytes() < 50_000, "kept " + meeting.historyBytes());
        }
    }

    @Test
    void aConnectionThatEndsLeavesItsPlaceButNothingToSee() {
        try (Meeting meeting = new Meeting(2)) {
            meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Browser ben = meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            ben.vanish();
            ben.connection().state(TransportState.CLOSED, meeting.time.nowNanos());
            meeting.run(100 * Meeting.MILLI);

            assertNull(meeting.slot("anna", 0).participantId());
            assertEquals(0, meeting.events(RoomEvent.PublicationRemoved.class).count());
            assertEquals(2, meeting.room.size());
            ben.leave(meeting.room);
            assertEquals(2, meeting.events(RoomEvent.PublicationRemoved.class).count());
            assertEquals(1, meeting.room.size());
        }
    }

    @Test
    void aBrokenConnectionThatComesBackGoesOnWithAKeyframe() {
        try (Meeting meeting = new Meeting(3)) {
            Browser anna = meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            anna.connection().state(TransportState.INTERRUPTED, meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);
            SimulatedReceiver.Half picture = anna.receiver.half(0, MediaKind.VIDEO);
            long before = picture.packets;
            anna.connection().state(TransportState.CONNECTED, meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);

            assertTrue(picture.packets > before + 20);
            assertEquals(List.of(), picture.viewer.problems());
            assertTrue(picture.viewer.checker().missing().isEmpty());
        }
    }

    @Test
    void aThousandGuestsLeaveNothingBehind() {
        try (Meeting meeting = new Meeting(4)) {
            Deque<Browser> present = new ArrayDeque<>();
            for (int i = 0; i < 1_000; i++) {
                present.add(meeting.join("g" + i, Codec.VP8, 2, 1, Wire.Conditions.GOOD));
                meeting.run(12 * Meeting.MILLI);
                if (present.size() > 10) {
                    present.removeFirst().leave(meeting.room);
                }
            }
            present.forEach(guest -> guest.leave(meeting.room));

            assertEquals(0, meeting.usedBytes());
            assertEquals(0, meeting.historyBytes());
            assertEquals(0, meeting.room.size());
        }
    }
}
