package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ten receivers of one room, each behind another network: from a telephone on the edge of its cell
/// to a desk beside the server.
final class ManyNetworksTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final long DELAY = 25 * MILLI;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 384;
    private static final int SIZES = 3;
    private static final long LATE_NANOS = 400 * MILLI;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int SETTLED = 10;
    private static final int END = 60;

    /// @param least share of what the link carries, or of what is wanted if that is less
    /// @param ample whether it carries everything
    private record Road(
            String id, NetworkLink.Conditions conditions, double least, boolean ample) {}

    private static final List<Road> ROADS =
            List.of(
                    // There is room for sound alone.
                    new Road("100k", steady(100_000), 0.4, false),
                    new Road("200k", steady(200_000), 0.6, false),
                    new Road("400k", steady(400_000), 0.6, false),
                    new Road("500k-wifi", wifi(500_000), 0.5, false),
                    new Road("800k", steady(800_000), 0.5, false),
                    new Road("1500k", steady(1_500_000), 0.55, false),
                    new Road("3M", steady(3_000_000), 0.9, false),
                    new Road("5M-wifi", wifi(5_000_000), 0.8, false),
                    new Road("10M", steady(10_000_000), 0.98, true),
                    new Road("50M", steady(50_000_000), 0.98, true));

    private final List<Browser> cameras = new ArrayList<>();
    private final List<ShapedRoad> roads = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    private static NetworkLink.Conditions steady(long bps) {
        return NetworkLink.Conditions.of(bps, DELAY);
    }

    /// Every packet up to 20 ms late, and one in fifty lost in runs of three.
    private static NetworkLink.Conditions wifi(long bps) {
        return NetworkLink.Conditions.of(bps, DELAY).jittering(20 * MILLI).losing(0.02).inBursts(3);
    }

    private void join(Meeting meeting) {
        for (String id : List.of("anna", "ben", "cleo")) {
            Browser camera = meeting.joinWithThreeSizes(id, Codec.VP8, Wire.Conditions.GOOD);
            camera.sendsAudio = !id.equals("cleo");
            camera.dtx = true;
            cameras.add(camera);
        }
        Wire.Conditions up = new Wire.Conditions(0, DELAY, 0, 0);
        for (Road road : ROADS) {
            Browser receiver = meeting.join(road.id, Codec.VP8, cameras.size(), 0, up);
            receiver.sendsAudio = false;
            receiver.sendsVideo = false;
            roads.add(new ShapedRoad(meeting, receiver, road.conditions, roads.size() + 1));
            List<SlotView> view = new ArrayList<>();
            for (int i = 0; i < cameras.size(); i++) {
                Target target = new Target.Of(cameras.get(i).id, TrackSource.CAMERA);
                view.add(new SlotView(i, target, WIDTH, HEIGHT));
            }
            meeting.room.setView(road.id, view, meeting.time.nowNanos());
        }
    }

    /// Frames of each size that have begun to arrive.
    private int[] frames(ShapedRoad road) {
        int[] frames = new int[SIZES];
        for (int size = 0; size < SIZES; size++) {
            for (Browser camera : cameras) {
                frames[size] += road.frames(camera.encoding(size).source.ssrc());
            }
        }
        return frames;
    }

    /// Share of the sound that was heard within 400 ms.
    private double soundInTime(ShapedRoad road) {
        return road.soundInTime(cameras, LATE_NANOS, 2 * SECOND, (END - 1) * SECOND);
    }

    /// Invariant: each network is used for what it carries, sound first, and what happens on a
    /// narrow one shows on no wide one.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void nobodyIsDraggedDownByAnother(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            join(meeting);
            for (int i = 0; 15 * i < END; i++) {
                // Two take turns.
                boolean first = i % 2 == 0;
                meeting.time.in(15L * i * SECOND, () -> speak(first));
            }
            meeting.run(SETTLED * SECOND);
            List<int[]> before = roads.stream().map(this::frames).toList();
            long[] bytes = roads.stream().mapToLong(road -> road.bytes).toArray();
            meeting.run((END - SETTLED) * SECOND);
            long most = roads.getLast().bytes - bytes[ROADS.size() - 1];
            for (int i = 0; i < ROADS.size(); i++) {
                check(ROADS.get(i), roads.get(i), before.get(i), bytes[i], most);
            }
            checkKeyframes();
        }
    }

    private void speak(boolean first) {
        cameras.get(0).level = first ? Browser.SPEECH : Browser.SILENCE;
        cameras.get(1).level = first ? Browser.SILENCE : Browser.SPEECH;
    }

    private void check(Road road, ShapedRoad shaped, int[] before, long bytes, long mostBytes) {
        double seconds = END - SETTLED;
        double need = mostBytes * 8 / seconds;
        double bps = (shaped.bytes - bytes) * 8 / seconds;
        double share = bps / Math.min((double) road.conditions.bps(), need);
        int[] frames = frames(shaped);
        double[] shown = new double[SIZES];
        for (int size = 0; size < SIZES; size++) {
            shown[size] =
                    (frames[size] - before[size]) / (cameras.size() * FRAMES_PER_SECOND * seconds);
        }
        double sound = soundInTime(shaped);
        String figures =
                String.format(
                        "%s: %.0f kbit/s, %.2f of what it may have, frames %.2f %.2f %.2f,"
                                + " sound %.4f, queue p95 %.0f ms",
                        road.id,
                        bps / 1000,
                        share,
                        shown[0],
                        shown[1],
                        shown[2],
                        sound,
                        shaped.queueDelay(0.95));
        Figures.tell(figures);
        if (share < road.least || sound < 0.98 || (road.ample && shown[2] < 0.98)) {
            failed.add(figures);
        }
        for (int slot = 0; slot < cameras.size(); slot++) {
            SimulatedReceiver.Half half = shaped.browser.receiver.half(slot, MediaKind.VIDEO);
            failed.addAll(half.viewer.problems());
        }
    }

    /// A change of size needs a keyframe; those of the large size show on the ample networks.
    private void checkKeyframes() {
        for (Browser camera : cameras) {
            StringBuilder asked = new StringBuilder(camera.id + " was asked for keyframes:");
            for (int size = 0; size < SIZES; size++) {
                asked.append(' ').append(camera.encoding(size).keyframesAsked);
            }
            Figures.tell(asked.toString());
            if (camera.encoding(2).keyframesAsked > 12
                    || camera.encoding(1).keyframesAsked > 30
                    || camera.encoding(0).keyframesAsked > 30) {
                failed.add(asked.toString());
            }
        }
        assertEquals(List.of(), failed);
    }
}
