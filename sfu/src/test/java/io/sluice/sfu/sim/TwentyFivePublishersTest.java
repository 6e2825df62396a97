package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent.EncodingsWanted;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A class of twenty-five who all send sound and three sizes of their picture, and one who sees all
/// of them over 2 Mbit/s: the one who speaks large, the others small.
final class TwentyFivePublishersTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final int PEOPLE = 25;
    private static final int LARGE_WIDTH = 640;
    private static final int SMALL_WIDTH = 160;
    private static final long LINK_BPS = 2_000_000;
    private static final long LATE_NANOS = 400 * MILLI;
    private static final long LOOK_NANOS = 50 * MILLI;
    private static final int TURN_SECONDS = 15;
    private static final int SETTLED_SECONDS = 5;
    private static final int END_SECONDS = 60;
    private static final double FRAMES_PER_SECOND = 20;

    private final List<Browser> people = new ArrayList<>();
    private final int[] changes = new int[PEOPLE];
    private final @Nullable VideoState[] states = new VideoState[PEOPLE];
    private final BitSet spoke = new BitSet();
    private int told;

    /// Whoever speaks has the large tile, as in a page with the speaker's view.
    private void speak(Meeting meeting, int number) {
        List<SlotView> view = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Browser each = people.get(i);
            each.level = i == number ? Browser.SPEECH : Browser.SILENCE;
            int width = i == number ? LARGE_WIDTH : SMALL_WIDTH;
            Target target = new Target.Of(each.id, TrackSource.CAMERA);
            view.add(new SlotView(i, target, width, width * 3 / 5));
        }
        meeting.room.setView("viewer", view, meeting.time.nowNanos());
    }

    /// What a page does with what it is told.
    private void obey(Meeting meeting) {
        for (; told < meeting.events.size(); told++) {
            if (meeting.events.get(told) instanceof EncodingsWanted wanted) {
                for (Browser camera : people) {
                    if (camera.id.equals(wanted.participantId())) {
                        obey(camera, wanted);
                    }
                }
            }
        }
    }

    private static void obey(Browser camera, EncodingsWanted wanted) {
        for (int i = 0; i < wanted.encodings().size(); i++) {
            camera.encoding(i).active(wanted.encodings().get(i).active());
        }
    }

    /// A picture that goes or comes is a change like one of its size.
    private void watch(Meeting meeting) {
        for (int i = 0; i < PEOPLE; i++) {
            VideoState now = meeting.slot("viewer", i).videoState();
            boolean was = states[i] == VideoState.PAUSED;
            if (states[i] != null && was != (now == VideoState.PAUSED)) {
                changes[i]++;
            }
            states[i] = now;
        }
    }

    private void join(Meeting meeting) {
        for (int i = 0; i < PEOPLE; i++) {
            Browser each = meeting.joinWithThreeSizes("p" + i, Codec.VP8, Wire.Conditions.GOOD);
            each.dtx = true;
            people.add(each);
        }
    }

    private static ShapedRoad viewer(Meeting meeting, long seed) {
        Browser viewer = meeting.join("viewer", Codec.VP8, PEOPLE, 0, Wire.Conditions.GOOD);
        viewer.sendsAudio = false;
        viewer.sendsVideo = false;
        NetworkLink.Conditions link = NetworkLink.Conditions.of(LINK_BPS, 25 * MILLI);
        return new ShapedRoad(meeting, viewer, link, seed);
    }

    /// Invariant: all sound comes, the one who speaks is seen in the large size, others are small
    /// or paused, and no tile changes more often than once in ten seconds.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everybodyIsHeardAndWhoSpeaksIsSharp(long seed) {
        try (Meeting meeting = new Meeting(seed)) {
            join(meeting);
            ShapedRoad road = viewer(meeting, seed);
            meeting.time.every(LOOK_NANOS, () -> obey(meeting));
            meeting.time.in(
                    SETTLED_SECONDS * SECOND,
                    () -> meeting.time.every(LOOK_NANOS, () -> watch(meeting)));
            for (int turn = 0; turn * TURN_SECONDS < END_SECONDS; turn++) {
                int number = 7 * turn % PEOPLE;
                spoke.set(number);
                speak(meeting, number);
                meeting.run(SETTLED_SECONDS * SECOND);
                long source = people.get(number).encoding(2).source.ssrc();
                int before = road.frames(source);
                int seconds = TURN_SECONDS - SETTLED_SECONDS;
                meeting.run(seconds * SECOND);
                double sharp = (road.frames(source) - before) / FRAMES_PER_SECOND / seconds;
                Figures.tell("turn of " + number + ", frames of the large size: " + sharp);
                assertTrue(sharp >= 0.95, "turn " + turn + ": " + sharp);
            }
            check(road);
        }
    }

    private void check(ShapedRoad road) {
        double sound = road.soundInTime(people, LATE_NANOS, 2 * SECOND, (END_SECONDS - 1) * SECOND);
        int live = 0;
        int most = 0;
        int sum = 0;
        for (int i = 0; i < PEOPLE; i++) {
            SimulatedReceiver.Half half = road.browser.receiver.half(i, MediaKind.VIDEO);
            assertEquals(List.of(), half.viewer.problems());
            int changed = changes[i] + Math.max(0, half.viewer.checker().sources().size() - 1);
            // Who spoke was large for a while because the page wanted it.
            most = spoke.get(i) ? most : Math.max(most, changed);
            sum += changed;
            live += states[i] == VideoState.LIVE ? 1 : 0;
        }
        double mean = (double) sum / PEOPLE;
        String figures =
                String.format(
                        "sound %.4f, %d shown in the end, changes of a tile: mean %.1f, most %d;"
                                + " %d kbit/s, queue p95 %.0f ms",
                        sound,
                        live,
                        mean,
                        most,
                        road.bytes * 8 / END_SECONDS / 1000,
                        road.queueDelay(0.95));
        Figures.tell(figures);
        assertTrue(sound >= 0.99, figures);
        assertTrue(live >= 6, figures);
        assertTrue(mean < 3, figures);
        assertTrue(most <= END_SECONDS / 10, figures);
    }
}
