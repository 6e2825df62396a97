package io.sluice.egress.room;

import io.sluice.egress.control.Seat;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who is in the picture, out of what the room says of the program's slots: the most recent speaker
/// first, then in the order in which they came into a slot.
final class SeatPlan {
    private final Directory directory;
    private final int pairs;
    private final TreeMap<Integer, SlotAssignment> slots = new TreeMap<>();
    private final List<String> order = new ArrayList<>();

    /// @param pairs slots from 0 on that carry pictures; others are only heard
    SeatPlan(Directory directory, int pairs) {
        this.directory = directory;
        this.pairs = pairs;
    }

    /// All slots as they were on entering; what changed since is known better.
    void onEntered(List<SlotAssignment> all) {
        onSlots(all.stream().filter(slot -> !slots.containsKey(slot.slot())).toList());
    }

    /// Slots that changed; the others stay.
    void onSlots(List<SlotAssignment> changed) {
        for (SlotAssignment assignment : changed) {
            slots.put(assignment.slot(), assignment);
        }
        order.removeIf(id -> !present(id));
        for (SlotAssignment assignment : slots.values()) {
            String id = assignment.participantId();
            if (shown(assignment) && id != null && !order.contains(id)) {
                order.add(id);
            }
        }
    }

    /// Somebody speaks, the loudest first. Who is heard moves to the front; nobody else moves.
    void onSpeakers(List<String> speakers) {
        for (String id : speakers) {
            if (order.contains(id)) {
                order.remove(id);
                order.addFirst(id);
                return;
            }
        }
    }

    /// Why the first one's picture does not go out as it comes, for people; empty when it does.
    String whyNothingPasses() {
        if (order.isEmpty()) {
            return "Nobody is there whose picture could go out.";
        }
        String id = order.getFirst();
        String name = directory.nameOf(id);
        return switch (cameraOf(id)) {
            case LIVE, PENDING -> "";
            case OFF -> name + " shows no camera, so no picture goes out.";
            case UNSUPPORTED_CODEC -> name + " does not send H.264, so no picture goes out.";
            case PAUSED -> name + "'s picture is paused, so none goes out.";
        };
    }

    private VideoState cameraOf(String id) {
        for (SlotAssignment assignment : slots.values()) {
            @Nullable String video = assignment.videoPublicationId();
            boolean camera = video != null && !directory.isScreen(video);
            if (id.equals(assignment.participantId()) && shown(assignment) && camera) {
                return assignment.videoState();
            }
        }
        return VideoState.OFF;
    }

    private boolean shown(SlotAssignment assignment) {
        return assignment.slot() < pairs;
    }

    private boolean present(String id) {
        return slots.values().stream().anyMatch(a -> shown(a) && id.equals(a.participantId()));
    }

    List<Seat> seats() {
        Map<String, Seat> seats = new LinkedHashMap<>();
        for (String id : order) {
            seats.put(id, new Seat(id, directory.nameOf(id), Seat.NONE, false, Seat.NONE));
        }
        for (SlotAssignment assignment : slots.values()) {
            String id = assignment.participantId();
            Seat seat = id == null ? null : seats.get(id);
            if (id != null && seat != null && shown(assignment)) {
                seats.put(id, with(seat, assignment));
            }
        }
        return List.copyOf(seats.values());
    }

    private Seat with(Seat seat, SlotAssignment assignment) {
        @Nullable String video = assignment.videoPublicationId();
        boolean on =
                assignment.videoState() == VideoState.LIVE
                        || assignment.videoState() == VideoState.PENDING;
        if (video != null && directory.isScreen(video)) {
            int slot = on ? assignment.slot() : Seat.NONE;
            return new Seat(seat.id(), seat.name(), seat.slot(), seat.cameraOn(), slot);
        }
        boolean camera = on && video != null;
        return new Seat(seat.id(), seat.name(), assignment.slot(), camera, seat.screenSlot());
    }
}
