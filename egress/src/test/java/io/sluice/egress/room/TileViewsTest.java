package io.sluice.egress.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.sfu.api.SlotView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Of a program of 1280 by 720.
final class TileViewsTest {
    private static final int PAIRS = 6;

    private final TileViews views = new TileViews(PAIRS, 1280, 720);

    private static Seat seat(int slot, int screenSlot) {
        return new Seat("p" + slot, "P", slot, true, screenSlot);
    }

    private static List<Seat> people(int count) {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            seats.add(seat(i, Seat.NONE));
        }
        return seats;
    }

    private static List<String> sizes(List<SlotView> views) {
        List<String> sizes = new ArrayList<>();
        for (SlotView view : views) {
            assertEquals(sizes.size(), view.slot());
            sizes.add(view.width() + "x" + view.height());
        }
        return sizes;
    }

    private List<String> composed(Layout layout, List<Seat> seats) {
        return sizes(views.composed(Scene.grid().with(layout), seats));
    }

    @Test
    void oneAloneIsSeenInFull() {
        assertEquals("1280x720", composed(Layout.GRID, people(1)).getFirst());
        assertEquals("1280x720", composed(Layout.SOLO, people(3)).getFirst());
    }

    @Test
    void fourShareThePicture() {
        List<String> sizes = composed(Layout.GRID, people(4));
        assertEquals(List.of("632x354", "632x354", "632x356", "632x356"), sizes.subList(0, 4));
        assertEquals(List.of("160x90", "160x90"), sizes.subList(4, 6), "nobody's");
    }

    @Test
    void theLargeOneOfAStripIsAskedForLarge() {
        List<Seat> seats = List.of(seat(3, Seat.NONE), seat(0, Seat.NONE), seat(1, Seat.NONE));
        List<String> sizes = composed(Layout.SPEAKER, seats);
        assertEquals("1024x720", sizes.get(3));
        assertEquals("248x138", sizes.get(0));
        assertEquals("248x138", sizes.get(1));
        assertEquals("160x90", sizes.get(2));
    }

    @Test
    void whoIsNotSeenIsAskedForSmall() {
        List<String> sizes = composed(Layout.SOLO, people(2));
        assertEquals("160x90", sizes.get(1));
    }

    /// Half of the picture is higher than a camera's: that stands between bars.
    @Test
    void barsAreNotAskedFor() {
        assertEquals(
                List.of("636x356", "636x356"),
                composed(Layout.SIDE_BY_SIDE, people(2)).subList(0, 2));
    }

    @Test
    void aScreenHasASlotOfItsOwn() {
        List<Seat> seats = List.of(seat(0, Seat.NONE), seat(1, 4));
        List<String> sizes = composed(Layout.SCREEN, seats);
        assertEquals("960x720", sizes.get(4));
        assertEquals("312x174", sizes.get(0));
        assertEquals("312x174", sizes.get(1));
        assertEquals("160x90", composed(Layout.SPEAKER, seats).get(4), "not shown there");
    }

    @Test
    void whatGoesOutAsItComesIsAskedForInFull() {
        List<Seat> seats = List.of(seat(2, Seat.NONE), seat(0, Seat.NONE));
        assertEquals(
                List.of("160x90", "160x90", "1280x720", "160x90", "160x90", "160x90"),
                sizes(views.passed(seats)));
        assertEquals("160x90", sizes(views.passed(List.of())).getFirst());
    }

    @Test
    void somebodyWithoutASlotIsLeftOut() {
        Seat outside = seat(PAIRS, Seat.NONE);
        Seat without = seat(Seat.NONE, Seat.NONE);
        assertEquals(
                sizes(views.composed(Scene.grid(), List.of())),
                composed(Layout.GRID, List.of(outside, without)));
    }
}
