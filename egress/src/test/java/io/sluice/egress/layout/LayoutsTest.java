package io.sluice.egress.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Layout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LayoutsTest {
    private static final int[][] SIZES = {{1280, 720}, {1920, 1080}, {720, 1280}, {640, 360}};

    /// Property: nothing overlaps, nothing stands outside, nothing is too small to be seen.
    @ParameterizedTest
    @EnumSource
    void placesAreApartAndInside(Layout layout) {
        for (int[] size : SIZES) {
            for (int people = 0; people <= 40; people++) {
                check(Layouts.place(layout, people, false, size[0], size[1]), size);
                check(Layouts.place(layout, people, true, size[0], size[1]), size);
            }
        }
    }

    private static void check(List<Rect> places, int[] size) {
        for (int i = 0; i < places.size(); i++) {
            Rect place = places.get(i);
            assertTrue(place.x() >= 0 && place.x() + place.width() <= size[0], "" + place);
            assertTrue(place.y() >= 0 && place.y() + place.height() <= size[1], "" + place);
            assertTrue(place.width() >= 40 && place.height() >= 20, "" + place);
            for (int j = 0; j < i; j++) {
                assertFalse(place.intersects(places.get(j)), place + " " + places.get(j));
            }
        }
    }

    @Test
    void fourMakeTwoByTwo() {
        List<Rect> places = Layouts.place(Layout.GRID, 4, false, 1280, 720);
        assertEquals(4, places.size());
        assertEquals(places.get(0).y(), places.get(1).y());
        assertEquals(places.get(0).x(), places.get(2).x());
        assertTrue(places.get(0).width() > 620);
    }

    @Test
    void theLastRowStandsInTheMiddle() {
        List<Rect> places = Layouts.place(Layout.GRID, 3, false, 1280, 720);
        Rect last = places.get(2);
        assertEquals(640, last.x() + last.width() / 2.0, 2);
    }

    @Test
    void aScreenTakesThreeQuarters() {
        List<Rect> places = Layouts.place(Layout.SCREEN, 3, true, 1280, 720);
        assertEquals(4, places.size());
        assertEquals(960, places.getFirst().width(), 2);
        assertEquals(720, places.getFirst().height());
    }

    @Test
    void aHighPictureHasItsStripBelow() {
        List<Rect> places = Layouts.place(Layout.SPEAKER, 4, false, 720, 1280);
        assertEquals(720, places.getFirst().width());
        assertTrue(places.get(1).y() >= places.getFirst().height());
    }

    @Test
    void moreThanCanBeSeenAreNotShown() {
        assertEquals(Layouts.MAX_GRID, Layouts.place(Layout.GRID, 99, true, 1280, 720).size());
        assertEquals(1, Layouts.place(Layout.SOLO, 99, true, 1280, 720).size());
        assertEquals(0, Layouts.place(Layout.SOLO, 0, false, 1280, 720).size());
    }
}
