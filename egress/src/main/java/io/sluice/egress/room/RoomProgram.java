package io.sluice.egress.room;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.output.FrameSink;
import io.sluice.egress.supervise.MediaLink;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.egress.supervise.SupervisedProgram;
import io.sluice.egress.supervise.WorkerCommandLine;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The program of one room: a hidden participant in it, and the worker that makes a picture of what
/// that is sent.
public final class RoomProgram implements AutoCloseable {
    /// Pictures at a time.
    private static final int PAIRS = 10;

    /// Voices of people who are not shown.
    private static final int AUDIO_ONLY = 3;

    private final RoomHandle room;
    private final String participantId;
    private final SeatPlan plan;
    private final ProgramListener listener;
    private final SupervisedProgram program;
    private final ProgramTap tap;
    private final ProgramFormat format;
    private final Start start;
    private final TileViews sizes;
    private Scene scene;
    private List<Seat> told = List.of();
    private List<SlotView> asked; // of the room

    /// Starts the worker; [#enter] takes it into the room.
    ///
    /// @param participantId of the hidden participant, unique in the room
    /// @param watching takes what is encoded, as [SupervisedProgram] says; null when nobody watches
    public RoomProgram(
            RoomHandle room,
            String participantId,
            Directory directory,
            WorkerCommandLine line,
            Start start,
            ProgramListener listener,
            @Nullable FrameSink watching) {
        this.room = room;
        this.participantId = participantId;
        this.listener = listener;
        plan = new SeatPlan(directory, PAIRS);
        this.start = start;
        format = new ProgramFormat(start.passthrough());
        sizes = new TileViews(PAIRS, start.video().width(), start.video().height());
        scene = start.scene();
        asked = sizes.first(!start.passthrough());
        MediaLink media = new MediaLink();
        tap = new ProgramTap(media, format);
        program =
                new SupervisedProgram(
                        line, start, media, SupervisedProgram.STALL_LIMIT, new Events(), watching);
    }

    /// Takes the program into the room; done when it is there.
    public CompletableFuture<Void> enter() {
        return room.tap(participantId, format.sections(PAIRS, AUDIO_ONLY), asked, tap)
                // Not on the room's loop, which has no time for it.
                .thenAcceptAsync(this::onEntered, Thread::startVirtualThread);
    }

    private List<SlotView> views() {
        return start.passthrough() ? sizes.passed(told) : sizes.composed(scene, told);
    }

    /// Has the room send each picture in the size it is seen in now.
    private void ask() {
        List<SlotView> wanted = views();
        List<SlotView> changed = new ArrayList<>(wanted);
        changed.removeAll(asked);
        asked = wanted;
        if (!changed.isEmpty()) {
            CompletableFuture<Void> _ = room.setView(participantId, changed);
        }
    }

    /// What the room tells; events of others are ignored.
    public void onRoomEvent(RoomEvent event) {
        switch (event) {
            case RoomEvent.SlotsChanged changed -> {
                if (changed.participantId().equals(participantId)) {
                    onSlots(changed.slots());
                }
            }
            case RoomEvent.SpeakersChanged changed -> onSpeakers(changed);
            case RoomEvent.PublicationChanged _ -> tell();
            case RoomEvent.PublicationAdded _,
                    RoomEvent.PublicationRemoved _,
                    RoomEvent.TransportChanged _,
                    RoomEvent.CodecWanted _,
                    RoomEvent.EncodingsWanted _,
                    RoomEvent.RoomFailed _ -> {
                // Slots tell what comes of it.
            }
        }
    }

    private synchronized void onEntered(List<SlotAssignment> slots) {
        plan.onEntered(slots);
        tell();
    }

    private synchronized void onSlots(List<SlotAssignment> slots) {
        plan.onSlots(slots);
        tell();
    }

    private synchronized void onSpeakers(RoomEvent.SpeakersChanged changed) {
        List<String> ids = new ArrayList<>();
        for (RoomEvent.Speaker speaker : changed.speakers()) {
            ids.add(speaker.participantId());
        }
        plan.onSpeakers(ids);
        tell();
    }

    private synchronized void tell() {
        List<Seat> now = plan.seats();
        if (!now.equals(told)) {
            told = now;
            program.people(now);
            ask();
        }
    }

    /// The directory knows another name.
    public void onPeopleChanged() {
        tell();
    }

    /// Changes what the program looks like.
    public synchronized void show(Scene now) {
        scene = now;
        program.show(now);
        ask();
    }

    /// What keeps a picture from going out as it comes, for people; empty when nothing does, and
    /// for every program that is composed.
    public synchronized String words() {
        return start.passthrough() ? plan.whyNothingPasses() : "";
    }

    /// The worker behind it.
    public SupervisedProgram worker() {
        return program;
    }

    /// Leaves the room and ends the worker.
    @Override
    public void close() {
        CompletableFuture<Void> _ = room.leave(participantId);
        program.close();
    }

    /// Keyframes are asked for here; all else goes on.
    private final class Events implements ProgramListener {
        @Override
        public void onStarted(int part) {
            listener.onStarted(part);
        }

        @Override
        public void onEvent(WorkerEvent event) {
            if (event instanceof WorkerEvent.KeyframeWanted(int stream)) {
                long ssrc = tap.ssrcOf(stream);
                if (ssrc >= 0) {
                    CompletableFuture<Void> _ = room.requestKeyframe(participantId, ssrc);
                }
                return;
            }
            listener.onEvent(event);
        }

        @Override
        public void onLost(String reason) {
            listener.onLost(reason);
        }

        @Override
        public void onEnded() {
            listener.onEnded();
        }
    }
}
