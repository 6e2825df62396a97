package io.sluice.egress.room;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.layout.Layouts;
import io.sluice.egress.layout.Layouts.Placed;
import io.sluice.egress.layout.Rect;
import io.sluice.sfu.api.SlotView;
import java.util.ArrayList;
import java.util.List;

/// How large each slot is seen in the picture of a program: what the room is asked for, so that
/// nothing is decoded larger than it is shown, or stretched.
final class TileViews {
    /// Of a slot that nobody sees at the moment: the least, so that it can come into the picture.
    private static final int HIDDEN_WIDTH = 160;

    private static final int HIDDEN_HEIGHT = 90;

    /// What cameras are taken for, as their shape is not known here.
    private static final int SHAPE_WIDTH = 16;

    private static final int SHAPE_HEIGHT = 9;

    private final int pairs;
    private final Rect whole;

    /// @param pairs slots from 0 on that carry pictures
    /// @param width of the program's picture, even, as is the height
    TileViews(int pairs, int width, int height) {
        this.pairs = pairs;
        whole = new Rect(0, 0, width, height);
    }

    /// As long as nobody knows who is there: what most of them will have, so that a picture need
    /// not be changed as soon as it has come.
    List<SlotView> first(boolean composed) {
        int parts = composed ? 2 : 1;
        return all(whole.width() / parts, whole.height() / parts);
    }

    /// For a composed picture.
    ///
    /// @param seats in the order in which they are shown
    List<SlotView> composed(Scene scene, List<Seat> seats) {
        List<SlotView> views = hidden();
        for (Placed placed :
                Layouts.arrange(
                        scene.layout(),
                        seats.size(),
                        i -> seats.get(i).screenSlot() != Seat.NONE,
                        whole.width(),
                        whole.height())) {
            Seat seat = seats.get(placed.person());
            if (placed.screen()) {
                see(views, seat.screenSlot(), placed.place());
            } else {
                see(views, seat.slot(), camera(placed.place()));
            }
        }
        return views;
    }

    /// For a picture that goes out as it comes: the first one's, as large as the program may be.
    List<SlotView> passed(List<Seat> seats) {
        List<SlotView> views = hidden();
        if (!seats.isEmpty()) {
            see(views, seats.getFirst().slot(), whole);
        }
        return views;
    }

    private List<SlotView> hidden() {
        return all(HIDDEN_WIDTH, HIDDEN_HEIGHT);
    }

    private List<SlotView> all(int width, int height) {
        List<SlotView> views = new ArrayList<>(pairs);
        for (int slot = 0; slot < pairs; slot++) {
            views.add(view(slot, width, height));
        }
        return views;
    }

    private void see(List<SlotView> views, int slot, Rect place) {
        if (slot >= 0 && slot < pairs) {
            views.set(slot, view(slot, place.width(), place.height()));
        }
    }

    private static SlotView view(int slot, int width, int height) {
        return new SlotView(slot, new SlotView.Target.Auto(), width, height);
    }

    /// Where a camera's picture stands in its tile.
    private static Rect camera(Rect place) {
        return place.takesAll(SHAPE_WIDTH, SHAPE_HEIGHT)
                ? place
                : place.fit(SHAPE_WIDTH, SHAPE_HEIGHT);
    }
}
