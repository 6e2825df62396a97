package io.sluice.sfu.room;

import static io.sluice.sfu.room.SlotAssigner.Presence.ABSENT;
import static io.sluice.sfu.room.SlotAssigner.Presence.MUTED;
import static io.sluice.sfu.room.SlotAssigner.Presence.ON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.room.SlotAssigner.Candidate;
import io.sluice.sfu.room.SlotAssigner.Pick;
import io.sluice.sfu.room.SlotAssigner.Presence;
import io.sluice.sfu.room.SlotAssigner.Slot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotAssignerTest {
    private static final Target AUTO = new Target.Auto();
    private static final Target NOBODY = new Target.Nobody();

    /// What the receiver's slots are asked for; the runs of a test carry on from each other.
    private final List<Slot> slots = new ArrayList<>();

    private final List<Candidate> others = new ArrayList<>();

    @Test
    void firstComersFillTheSlotsInTheOrderOfJoining() {
        pairs(3);
        others.add(person("a", 1));
        others.add(person("b", 2));

        assertEquals(List.of("a CAMERA", "b CAMERA", "-"), run());
    }

    @Test
    void anEarlierComerWhoLeavesMovesNobody() {
        pairs(3);
        others.addAll(List.of(person("a", 1), person("b", 2), person("c", 3)));
        run();
        others.removeFirst();

        assertEquals(List.of("-", "b CAMERA", "c CAMERA"), run());

        others.add(person("d", 4));
        assertEquals(List.of("d CAMERA", "b CAMERA", "c CAMERA"), run());
    }

    @Test
    void aSpeakerTakesThePlaceOfWhoeverSpokeLeastRecently() {
        pairs(2);
        others.addAll(List.of(spoke("a", 1, 50), spoke("b", 2, 20), person("c", 3)));
        run();
        others.set(2, speaking("c", 3));

        assertEquals(List.of("a CAMERA", "c CAMERA"), run());
    }

    @Test
    void aSpeakerWhoFallsSilentKeepsThePlace() {
        pairs(1);
        others.addAll(List.of(person("a", 1), speaking("b", 2)));
        assertEquals(List.of("b CAMERA"), run());
        others.set(1, spoke("b", 2, 100));

        assertEquals(List.of("b CAMERA"), run());
    }

    @Test
    void aSharedScreenComesBeforeSpeakersAndCameras() {
        pairs(2);
        others.addAll(List.of(person("a", 1), speaking("b", 2), person("c", 3)));
        run();
        others.set(2, new Candidate("c", 3, ON, ON, ON, false, Long.MIN_VALUE));

        assertEquals(List.of("b CAMERA", "c SCREEN_SHARE"), run());
    }

    @Test
    void aPictureComesBeforeACameraThatIsOff() {
        pairs(1);
        others.add(new Candidate("a", 1, ON, MUTED, ABSENT, false, Long.MIN_VALUE));
        others.add(person("b", 2));

        assertEquals(List.of("b CAMERA"), run());
    }

    @Test
    void whoSendsNothingTakesNoSlot() {
        pairs(1);
        others.add(new Candidate("a", 1, ABSENT, ABSENT, ABSENT, false, Long.MIN_VALUE));

        assertEquals(List.of("-"), run());
    }

    @Test
    void aNamedParticipantIsShownExactlyThereAndNowhereElse() {
        pairs(3);
        others.addAll(List.of(person("a", 1), person("b", 2)));
        run();
        slots.set(
                2, new Slot(true, new Target.Of("a", TrackSource.CAMERA), slots.get(2).current()));

        assertEquals(List.of("-", "b CAMERA", "a CAMERA"), run());
    }

    @Test
    void theSoundOfOneNamedTwiceIsSentOnce() {
        pairs(2);
        others.add(person("a", 1));
        slots.set(0, new Slot(true, new Target.Of("a", TrackSource.CAMERA), null));
        slots.set(1, new Slot(true, new Target.Of("a", TrackSource.CAMERA), null));
        run();

        assertTrue(current(0).sound());
        assertFalse(current(1).sound());
    }

    @Test
    void aNamedParticipantWhoIsNotThereLeavesTheSlotEmpty() {
        pairs(2);
        slots.set(0, new Slot(true, new Target.Of("gone", TrackSource.CAMERA), null));
        others.add(person("a", 1));

        assertEquals(List.of("-", "a CAMERA"), run());
    }

    @Test
    void nobodyStaysEmpty() {
        pairs(2);
        slots.set(0, new Slot(true, NOBODY, null));
        others.addAll(List.of(person("a", 1), person("b", 2)));

        assertEquals(List.of("-", "a CAMERA"), run());
    }

    @Test
    void threeWhoAreNotOnScreenAreHeard() {
        pairs(1);
        audioOnly(5);
        for (int i = 0; i < 6; i++) {
            others.add(person("p" + i, i));
        }

        assertEquals(
                List.of("p0 CAMERA", "p1 MICROPHONE", "p2 MICROPHONE", "p3 MICROPHONE", "-", "-"),
                run());
    }

    @Test
    void aSpeakerOffScreenIsHeardInThePlaceOfASilentOne() {
        slots.add(new Slot(true, new Target.Of("p0", TrackSource.CAMERA), null));
        audioOnly(3);
        for (int i = 0; i < 5; i++) {
            others.add(spoke("p" + i, i, 10L * i));
        }
        assertEquals(
                List.of("p0 CAMERA", "p4 MICROPHONE", "p3 MICROPHONE", "p2 MICROPHONE"), run());
        others.set(1, speaking("p1", 1));

        assertEquals(
                List.of("p0 CAMERA", "p4 MICROPHONE", "p3 MICROPHONE", "p1 MICROPHONE"), run());
    }

    @Test
    void whoComesOnScreenLeavesTheAudioOnlySlot() {
        slots.add(new Slot(true, new Target.Of("a", TrackSource.CAMERA), null));
        audioOnly(1);
        others.addAll(List.of(person("a", 1), person("b", 2)));
        assertEquals(List.of("a CAMERA", "b MICROPHONE"), run());
        slots.set(
                0, new Slot(true, new Target.Of("b", TrackSource.CAMERA), slots.get(0).current()));

        assertEquals(List.of("b CAMERA", "a MICROPHONE"), run());
    }

    /// Property: whatever happens, nobody's sound comes twice, nobody who stays chosen changes
    /// place, and no automatic slot is empty while somebody waits for it.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nobodyIsHeardTwiceOrMovedWithoutNeed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        pairs(4);
        audioOnly(3);
        for (int step = 0; step < 300; step++) {
            mutate(random, step);
            List<Slot> before = List.copyOf(slots);
            List<String> after = run();

            Set<String> heard = new HashSet<>();
            for (Slot slot : slots) {
                Pick pick = slot.current();
                if (pick != null && pick.sound()) {
                    String key = pick.participantId() + pick.source().audio();
                    assertTrue(heard.add(key), "step " + step);
                }
            }
            for (int i = 0; i < before.size(); i++) {
                Pick pick = before.get(i).current();
                if (pick != null) {
                    int now = after.indexOf(name(pick));
                    assertTrue(now == -1 || now == i, "step " + step + " moved " + pick);
                }
            }
            long shown = after.subList(0, 4).stream().filter(name -> !name.equals("-")).count();
            long wanted = others.stream().mapToLong(o -> o.screen() == ON ? 2 : 1).sum();
            assertEquals(Math.min(4, wanted), shown, "step " + step);
        }
    }

    private void mutate(SplittableRandom random, int step) {
        if (others.size() < 12 && random.nextInt(3) == 0) {
            others.add(person("p" + step, step));
        } else if (!others.isEmpty()) {
            int i = random.nextInt(others.size());
            Candidate old = others.get(i);
            if (random.nextInt(6) == 0) {
                others.remove(i);
            } else {
                Presence screen = random.nextInt(5) == 0 ? ON : ABSENT;
                Presence camera = random.nextBoolean() ? ON : MUTED;
                Presence microphone = random.nextBoolean() ? ON : MUTED;
                boolean speaks = random.nextInt(3) == 0;
                others.set(
                        i,
                        new Candidate(
                                old.participantId(),
                                old.joinOrder(),
                                microphone,
                                camera,
                                screen,
                                speaks,
                                speaks ? step : old.lastSpokeNanos()));
            }
        }
    }

    private Pick current(int slot) {
        return Objects.requireNonNull(slots.get(slot).current());
    }

    private List<String> run() {
        List<@Nullable Pick> picks = SlotAssigner.assign(slots, others);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < picks.size(); i++) {
            slots.set(i, new Slot(slots.get(i).video(), slots.get(i).target(), picks.get(i)));
            Pick pick = picks.get(i);
            names.add(pick == null ? "-" : name(pick));
        }
        return names;
    }

    private static String name(Pick pick) {
        return pick.participantId() + " " + pick.source();
    }

    private void pairs(int count) {
        for (int i = 0; i < count; i++) {
            slots.add(new Slot(true, AUTO, null));
        }
    }

    private void audioOnly(int count) {
        for (int i = 0; i < count; i++) {
            slots.add(new Slot(false, AUTO, null));
        }
    }

    private static Candidate person(String id, long joinOrder) {
        return new Candidate(id, joinOrder, ON, ON, ABSENT, false, Long.MIN_VALUE);
    }

    private static Candidate spoke(String id, long joinOrder, long atNanos) {
        return new Candidate(id, joinOrder, ON, ON, ABSENT, false, atNanos);
    }

    private static Candidate speaking(String id, long joinOrder) {
        return new Candidate(id, joinOrder, ON, ON, ABSENT, true, 1_000);
    }
}
