package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.room.Room;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A bug closes the room in which it shows, and nothing else.
class RoomFailureTest {
    @Test
    void aBugInADeadlineClosesItsRoomOnly() {
        closesOnlyItsRoom(RoomEvent.SpeakersChanged.class);
    }

    @Test
    void aBugWhileAPacketIsServedClosesItsRoomOnly() {
        closesOnlyItsRoom(RoomEvent.SlotsChanged.class);
    }

    private static void closesOnlyItsRoom(Class<? extends RoomEvent> fatal) {
        try (Meeting meeting = new Meeting(1)) {
            Browser anna = meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.run(500 * Meeting.MILLI);
            List<RoomEvent> told = new ArrayList<>();
            boolean[] armed = new boolean[1];
            Room broken =
                    meeting.openRoom(event -> {
                        told.add(event);
                        if (armed[0] && fatal.isInstance(event)) {
                            throw new IllegalStateException("a bug");
                        }
                    });
            Browser cora = new Browser(meeting, "cora", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            cora.join(broken);
            Browser dora = new Browser(meeting, "dora", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            dora.join(broken);
            armed[0] = true;
            cora.level = Browser.SPEECH;
            meeting.run(Meeting.SECOND);

            assertInstanceOf(RoomEvent.RoomFailed.class, told.getLast());
            assertEquals(TransportState.CLOSED, cora.connection().state());
            assertEquals(TransportState.CLOSED, dora.connection().state());
            MediaException refused =
                    assertThrows(
                            MediaException.class,
                            () -> broken.leave("cora", meeting.time.nowNanos()));
            assertEquals(Reason.ROOM_CLOSED, refused.reason());
            assertEquals(1, meeting.counters.count(Count.ROOMS));
            assertEquals(2, meeting.counters.count(Count.PARTICIPANTS));

            SimulatedReceiver.Half picture = anna.receiver.half(0, MediaKind.VIDEO);
            long before = picture.packets;
            meeting.run(Meeting.SECOND);
            assertTrue(picture.packets > before + 20, "the other room goes on");
        }
    }
}
