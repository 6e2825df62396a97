package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.NetworkBudgets;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Thirty pupils behind one school uplink of 10 Mbit/s, which none of them can see, and one at
/// home. Their teacher is elsewhere; three of them have their cameras on.
final class SchoolUplinkTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final int PUPILS = 30;
    private static final int CAMERAS = 4;
    private static final int SCHOOL = 0xc633_6407; // 198.51.100.7
    private static final int HOME = 0xcb00_7101; // 203.0.113.1
    private static final long BUDGET_BPS = 10_000_000;
    private static final int SETTLED = 5;
    private static final int END = 40;

    private final List<Browser> cameras = new ArrayList<>();
    private final List<ShapedRoad> pupils = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();
    private int looks;
    private int teacherSeen;
    private int pupilSeenWithoutTeacher;
    private long lastBytes;

    private ShapedRoad pupil(Meeting meeting, String id, int address, long linkBps) {
        Browser pupil = meeting.join(id, Codec.VP8, CAMERAS, 0, Wire.Conditions.GOOD);
        pupil.sendsAudio = false;
        pupil.sendsVideo = false;
        pupil.connection().remote(address);
        List<SlotView> view = new ArrayList<>();
        for (int i = 0; i < CAMERAS; i++) {
            Target target = new Target.Of(cameras.get(i).id, TrackSource.CAMERA);
            int width = i == 0 ? 640 : 160;
            view.add(new SlotView(i, target, width, width * 3 / 5));
        }
        meeting.room.setView(id, view, meeting.time.nowNanos());
        NetworkLink.Conditions link = NetworkLink.Conditions.of(linkBps, 25 * MILLI);
        return new ShapedRoad(meeting, pupil, link, id.hashCode());
    }

    private ShapedRoad join(Meeting meeting) {
        for (String id : List.of("teacher", "ben", "cleo", "dan")) {
            Browser camera = meeting.joinWithThreeSizes(id, Codec.VP8, Wire.Conditions.GOOD);
            camera.dtx = true;
            cameras.add(camera);
        }
        cameras.getFirst().level = Browser.SPEECH;
        for (int i = 0; i < PUPILS; i++) {
            // One has a bad place in the school's Wi-Fi.
            pupils.add(pupil(meeting, "p" + i, SCHOOL, i == 7 ? 250_000 : 50_000_000));
        }
        return pupil(meeting, "home", HOME, 50_000_000);
    }

    private long schoolBytes() {
        return pupils.stream().mapToLong(road -> road.bytes).sum();
    }

    private void everySecond() {
        long now = schoolBytes();
        perSecond.add((now - lastBytes) * 8.0);
        lastBytes = now;
    }

    private void look(Meeting meeting) {
        for (int i = 0; i < PUPILS; i++) {
            if (i == 7) {
                continue;
            }
            boolean teacher = meeting.slot("p" + i, 0).videoState() == VideoState.LIVE;
            looks++;
            teacherSeen += teacher ? 1 : 0;
            for (int slot = 1; slot < CAMERAS && !teacher; slot++) {
                boolean other = meeting.slot("p" + i, slot).videoState() == VideoState.LIVE;
                pupilSeenWithoutTeacher += other ? 1 : 0;
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void aClassKeepsToItsUplinkAndSeesTheTeacherFirst(long seed) {
        NetworkBudgets budgets =
                new NetworkBudgets(
                        List.of(
                                NetworkBudgets.Network.of(
                                        InetAddress.ofLiteral("198.51.100.0"), 24, BUDGET_BPS)),
                        0);
        try (Meeting meeting = new Meeting(seed, true, budgets)) {
            ShapedRoad home = join(meeting);
            meeting.run(SETTLED * SECOND);
            lastBytes = schoolBytes();
            long homeBytes = home.bytes;
            meeting.time.in(SECOND, () -> meeting.time.every(SECOND, this::everySecond));
            meeting.time.every(SECOND / 4, () -> look(meeting));
            meeting.run((END - SETTLED) * SECOND);
            check((home.bytes - homeBytes) * 8.0 / (END - SETTLED));
        }
    }

    private void check(double homeBps) {
        double mean = perSecond.stream().mapToDouble(each -> each).average().orElseThrow();
        double most = perSecond.stream().mapToDouble(each -> each).max().orElseThrow();
        double sound = 1;
        for (ShapedRoad pupil : pupils) {
            long end = (END - 1) * SECOND;
            sound = Math.min(sound, pupil.soundInTime(cameras, 400 * MILLI, 2 * SECOND, end));
            for (int slot = 0; slot < CAMERAS; slot++) {
                SimulatedReceiver.Half half = pupil.browser.receiver.half(slot, MediaKind.VIDEO);
                assertEquals(List.of(), half.viewer.problems());
            }
        }
        double seen = (double) teacherSeen / looks;
        double wrong = (double) pupilSeenWithoutTeacher / looks;
        String figures =
                String.format(
                        "school %.2f Mbit/s, at most %.2f; sound of each >= %.4f; teacher seen"
                                + " %.3f, others without the teacher %.3f; at home %.2f Mbit/s",
                        mean / 1e6, most / 1e6, sound, seen, wrong, homeBps / 1e6);
        if (Boolean.getBoolean("sluice.sim.print")) {
            System.out.println(figures);
        }
        assertTrue(mean <= BUDGET_BPS, figures);
        assertTrue(mean >= 0.6 * BUDGET_BPS, figures);
        assertTrue(most <= 1.1 * BUDGET_BPS, figures);
        assertTrue(sound >= 0.98, figures);
        assertTrue(seen >= 0.98, figures);
        assertTrue(wrong <= 0.01, figures);
        assertTrue(homeBps >= 1_000_000, figures);
    }
}
