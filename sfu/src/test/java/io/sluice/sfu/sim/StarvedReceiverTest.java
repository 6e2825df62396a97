package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.sim.StarvedProcess.Pauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A receiver whose network carries everything and whose processor is busy with other things.
final class StarvedReceiverTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final int END = 60;

    private final List<Browser> cameras = new ArrayList<>();
    private int looks;
    private int paused;

    private ShapedRoad join(Meeting meeting, int people, int width, long delay) {
        for (int i = 0; i < people; i++) {
            Browser camera = meeting.joinWithThreeSizes("c" + i, Codec.VP8, Wire.Conditions.GOOD);
            cameras.add(camera);
        }
        Wire.Conditions up = new Wire.Conditions(0, delay, 0, 0);
        Browser receiver = meeting.join("busy", Codec.VP8, people, 0, up);
        receiver.sendsAudio = false;
        receiver.sendsVideo = false;
        ShapedRoad road =
                new ShapedRoad(meeting, receiver, NetworkLink.Conditions.of(10_000_000, delay), 1);
        List<SlotView> view = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            Target target = new Target.Of(cameras.get(i).id, TrackSource.CAMERA);
            view.add(new SlotView(i, target, width, width * 3 / 5));
        }
        meeting.room.setView("busy", view, meeting.time.nowNanos());
        return road;
    }

    private void look(Meeting meeting) {
        for (int slot = 0; slot < cameras.size(); slot++) {
            looks++;
            paused += meeting.slot("busy", slot).videoState() == VideoState.PAUSED ? 1 : 0;
        }
    }

    @ParameterizedTest(name = "{0} people {1} wide, pauses {2}..{3} ms, awake {4} ms, seed {5}")
    @CsvSource({
        "2, 320, 30, 200, 300, 1", "2, 320, 30, 200, 300, 2", "2, 320, 30, 200, 300, 3",
        "3, 160, 30, 200, 300, 1", "3, 160, 30, 200, 300, 2", "3, 160, 30, 200, 300, 3",
        "3, 320, 30, 200, 300, 1", "3, 320, 30, 200, 300, 2", "3, 320, 30, 200, 300, 3",
        "3, 320, 30, 200, 100, 1", "3, 320, 30, 200, 100, 2", "3, 320, 30, 200, 100, 3",
        "3, 320, 5, 60, 60, 1", "3, 320, 5, 60, 60, 2", "3, 320, 5, 60, 60, 3",
        "3, 160, 5, 40, 40, 1", "3, 160, 5, 40, 40, 2", "3, 160, 5, 40, 40, 3",
        "3, 320, 100, 600, 1000, 1", "3, 320, 100, 600, 1000, 2", "3, 320, 100, 600, 1000, 3",
        "3, 320, 100, 200, 4000, 1", "3, 320, 100, 200, 4000, 2", "3, 320, 100, 200, 4000, 3",
    })
    void noPictureIsPausedForWantOfAProcessor(
            int people, int width, long least, long most, long wake, long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            ShapedRoad road = join(meeting, people, width, 1 * MILLI);
            road.process.starve(seed, new Pauses(least * MILLI, most * MILLI, wake * MILLI));
            meeting.run(2 * SECOND);
            meeting.time.every(SECOND / 10, () -> look(meeting));
            long bytes = road.bytes;
            meeting.run((END - 2) * SECOND);
            double bps = (road.bytes - bytes) * 8.0 / (END - 2);
            double share = (double) paused / looks;
            String figures =
                    String.format(
                            "%d people %d wide, pauses %d..%d ms, awake %d ms, seed %d: paused"
                                    + " %.4f, %.0f kbit/s",
                            people, width, least, most, wake, seed, share, bps / 1000);
            Figures.tell(figures);
            for (int slot = 0; slot < people; slot++) {
                SimulatedReceiver.Half half = road.browser.receiver.half(slot, MediaKind.VIDEO);
                assertEquals(List.of(), half.viewer.problems(), figures);
            }
            assertEquals(0, paused, figures);
            assertTrue(bps > 0);
        }
    }

    /// Its link is narrow for a while: that it is wide again no probe can show.
    @ParameterizedTest(name = "seed {0}")
    @CsvSource({"1", "2", "3"})
    void itComesBackFromANarrowLink(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            ShapedRoad road = join(meeting, 3, 160, 1 * MILLI);
            Pauses pauses = new Pauses(30 * MILLI, 200 * MILLI, 300 * MILLI);
            road.process.starve(seed, pauses);
            meeting.run(10 * SECOND);
            road.link.conditions(NetworkLink.Conditions.of(200_000, MILLI));
            meeting.run(20 * SECOND);
            meeting.time.every(SECOND / 10, () -> look(meeting));
            meeting.run(SECOND);
            int before = paused;
            assertTrue(before > 0, "nothing was paused");
            road.link.conditions(NetworkLink.Conditions.of(10_000_000, MILLI));
            meeting.run(29 * SECOND);
            double share = (double) (paused - before) / (looks - 30);
            Figures.tell(
                    String.format(
                            "seed %d: paused %.4f of 29 s after the narrow link", seed, share));
            assertTrue(share < 0.4, "share " + share);
        }
    }
}
