package io.sluice.egress.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.egress.control.Seat;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SeatPlanTest {
    private final SeatPlan plan =
            new SeatPlan(
                    new Directory() {
                        @Override
                        public String nameOf(String participantId) {
                            return participantId.toUpperCase(java.util.Locale.ROOT);
                        }

                        @Override
                        public boolean isScreen(String publicationId) {
                            return publicationId.startsWith("screen");
                        }
                    },
                    3);

    private static SlotAssignment slot(
            int number, @Nullable String who, @Nullable String video, VideoState state) {
        return new SlotAssignment(number, who, who == null ? null : "audio", video, state);
    }

    private static Seat seat(String id, int slot, boolean camera, int screen) {
        return new Seat(id, id.toUpperCase(java.util.Locale.ROOT), slot, camera, screen);
    }

    @Test
    void aCameraAndAScreenOfOnePersonAreOneSeat() {
        plan.onSlots(
                List.of(
                        slot(0, "anna", "screen1", VideoState.LIVE),
                        slot(1, "anna", "camera1", VideoState.LIVE),
                        slot(2, "ben", null, VideoState.OFF)));
        assertEquals(List.of(seat("anna", 1, true, 0), seat("ben", 2, false, -1)), plan.seats());
    }

    @Test
    void whoIsOnlyHeardHasNoSeat() {
        plan.onSlots(List.of(slot(3, "cora", null, VideoState.OFF)));
        assertEquals(List.of(), plan.seats());
    }

    @Test
    void whoSpeaksComesFirstAndNobodyElseMoves() {
        plan.onSlots(
                List.of(
                        slot(0, "anna", "c1", VideoState.LIVE),
                        slot(1, "ben", "c2", VideoState.LIVE),
                        slot(2, "cora", "c3", VideoState.LIVE)));
        plan.onSpeakers(List.of("nobody here", "cora", "ben"));
        assertEquals(List.of("cora", "anna", "ben"), plan.seats().stream().map(Seat::id).toList());
    }

    @Test
    void whoLeavesIsGone() {
        plan.onSlots(List.of(slot(0, "anna", "c1", VideoState.LIVE)));
        plan.onSlots(List.of(slot(0, null, null, VideoState.OFF)));
        assertEquals(List.of(), plan.seats());
    }

    @Test
    void whatChangedSinceEnteringIsKnownBetter() {
        plan.onSlots(List.of(slot(0, "ben", "c2", VideoState.LIVE)));
        plan.onEntered(
                List.of(
                        slot(0, "anna", "c1", VideoState.LIVE),
                        slot(1, "cora", "c3", VideoState.PAUSED)));
        assertEquals(List.of(seat("ben", 0, true, -1), seat("cora", 1, false, -1)), plan.seats());
    }

    @Test
    void whatKeepsTheFirstOnesPictureIsSaid() {
        assertEquals("Nobody is there whose picture could go out.", plan.whyNothingPasses());
        plan.onSlots(
                List.of(
                        slot(0, "anna", "screen1", VideoState.LIVE),
                        slot(1, "anna", "c1", VideoState.UNSUPPORTED_CODEC),
                        slot(2, "ben", "c2", VideoState.LIVE)));
        assertEquals("ANNA does not send H.264, so no picture goes out.", plan.whyNothingPasses());
        plan.onSlots(List.of(slot(1, "anna", null, VideoState.OFF)));
        assertEquals("ANNA shows no camera, so no picture goes out.", plan.whyNothingPasses());
        plan.onSpeakers(List.of("ben"));
        assertEquals("", plan.whyNothingPasses());
    }
}
