package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.CodecWanted;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.TrackSource;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A receiver that cannot decode what is sent gets no picture, and the sender is asked for another
/// codec.
class UnsupportedCodecTest {
    @Test
    void theSenderIsAskedOnceForACodecTheReceiverHas() {
        try (Meeting meeting = new Meeting(1)) {
            Browser viewer = new Browser(meeting, "viewer", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            viewer.decodes = EnumSet.of(Codec.VP8);
            viewer.join(meeting.room);
            meeting.join("anna", Codec.AV1, 0, 0, Wire.Conditions.GOOD);
            meeting.run(2 * Meeting.SECOND);

            assertEquals(VideoState.UNSUPPORTED_CODEC, meeting.slot("viewer", 0).videoState());
            assertEquals(0, viewer.receiver.half(0, MediaKind.VIDEO).packets);
            assertEquals(
                    List.of(new CodecWanted("anna", TrackSource.CAMERA, Codec.VP8)),
                    meeting.events(RoomEvent.CodecWanted.class).toList());
        }
    }
}
