package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How long pictures stand still at a receiver that looks at two cameras and loses much of what it
/// is sent, by chance, 60 ms away.
final class LossyPicturesTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final long LINK_BPS = 10_000_000;
    private static final long ONE_WAY_NANOS = 30 * MILLI;
    private static final int SEEN = 2;
    private static final int WIDTH = 640;
    private static final long GOOD_NANOS = 8 * SECOND;
    private static final long LOSSY_NANOS = 18 * SECOND;

    private final List<FreezeMeter> meters = new ArrayList<>();

    private Browser viewer(Meeting meeting) {
        Wire.Conditions back = new Wire.Conditions(0, ONE_WAY_NANOS, 0, 0);
        Browser viewer = new Browser(meeting, "viewer", Codec.VP8, SEEN, 0, back);
        viewer.sendsAudio = false;
        viewer.sendsVideo = false;
        viewer.join(meeting.room);
        return viewer;
    }

    private void take(Meeting meeting, Browser viewer, byte[] packet) {
        viewer.receiver.onRtp(packet);
        for (int i = 0; i < SEEN; i++) {
            SlotStream stream = viewer.receiver.half(i, MediaKind.VIDEO).stream;
            long ssrc = Fixtures.wrap(packet).ssrc();
            if (ssrc == stream.ssrc() || ssrc == stream.rtxSsrc()) {
                FreezeMeter meter = meters.get(i);
                Truth.of(Fixtures.wrap(packet))
                        .ifPresent(truth -> meter.onPacket(truth, meeting.time.nowNanos()));
            }
        }
    }

    @ParameterizedTest(name = "loss {0}, seed {1}")
    @CsvSource({
        "0.1, 1, 0.05",
        "0.2, 1, 0.05",
        "0.2, 2, 0.05",
        "0.2, 3, 0.05",
        "0.4, 1, 0.15",
        "0.4, 2, 0.15"
    })
    void picturesGoOn(double loss, long seed, double frozenAtMost) {
        try (Meeting meeting = new Meeting(seed)) {
            List<SlotView> view = new ArrayList<>();
            for (int i = 0; i < SEEN; i++) {
                Browser camera =
                        meeting.joinWithThreeSizes("p" + i, Codec.VP8, Wire.Conditions.GOOD);
                camera.level = Browser.SPEECH;
                Target target = new Target.Of(camera.id, TrackSource.CAMERA);
                view.add(new SlotView(i, target, WIDTH, WIDTH * 3 / 5));
                meters.add(new FreezeMeter());
            }
            Browser viewer = viewer(meeting);
            NetworkLink.Conditions good = NetworkLink.Conditions.of(LINK_BPS, ONE_WAY_NANOS);
            ShapedRoad road = new ShapedRoad(meeting, viewer, good, seed);
            road.taker = packet -> take(meeting, viewer, packet);
            meeting.room.setView("viewer", view, meeting.time.nowNanos());
            meeting.run(GOOD_NANOS);
            road.link.conditions(good.losing(loss));
            meeting.run(LOSSY_NANOS);
            check(loss, frozenAtMost);
        }
    }

    private void check(double loss, double frozenAtMost) {
        double frozen = 0;
        double frames = 0;
        for (FreezeMeter meter : meters) {
            frozen += (double) meter.frozenNanos(GOOD_NANOS) / LOSSY_NANOS / SEEN;
            frames += (double) meter.shown(GOOD_NANOS) * SECOND / LOSSY_NANOS / SEEN;
        }
        String figures =
                String.format(
                        "loss %.1f: frozen %.3f of the time, %.1f frames a second",
                        loss, frozen, frames);
        Figures.tell(figures);
        assertTrue(frozen < frozenAtMost, figures);
        assertTrue(frames > 10, figures);
    }
}
