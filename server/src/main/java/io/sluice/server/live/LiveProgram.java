package io.sluice.server.live;

import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.rtmp.RtmpTarget;
import io.sluice.server.live.DestinationVault.Destination;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.ProgramWatcher;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The program of one room, whether it runs or not: does what is asked, and tells how it fares.
/// What it knows is guarded by itself.
final class LiveProgram implements MeetingProgram {
    private static final Logger LOG = LoggerFactory.getLogger(LiveProgram.class);

    /// Workers that never made a picture are not started for ever.
    private static final int MAX_FALSE_STARTS = 3;

    /// An old program's files are finished before a new one begins, but nobody waits for long.
    private static final long END_PATIENCE_SECONDS = 4;

    private final ProgramRun.Place place;
    private final ProgramWatcher watcher;
    private final ProgramHouse house;
    private final LongSupplier nanos;
    private @Nullable ProgramDestinations destinations; // read when first needed
    private ProgramPhase phase = ProgramPhase.NONE;
    private String reason = "";
    private boolean live;
    private boolean passthrough;
    private ProgramVideo video = ProgramVideo.DEFAULT;
    private ProgramScene scene = ProgramScene.DEFAULT;
    private ProgramStatus status = new ProgramStatus(0);
    private LampState lamps = LampState.OFF;
    private @Nullable ProgramRun run;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);
    private int falseStarts;
    private long runs;
    private boolean closed;

    LiveProgram(
            ProgramRun.Place place,
            ProgramWatcher watcher,
            ProgramHouse house,
            LongSupplier nanos) {
        this.place = place;
        this.watcher = watcher;
        this.house = house;
        this.nanos = nanos;
    }

    @Override
    public synchronized ServerMessage.Program state() {
        long now = nanos.getAsLong();
        boolean made = run != null;
        return new ServerMessage.Program(
                phase,
                reason,
                live,
                passthrough,
                video,
                ProgramWords.shown(scene),
                destinations().all().stream().map(one -> status.shown(one, now)).toList(),
                made ? status.recording() : ProgramRecording.OFF,
                run == null ? null : status.output(run.restarts(), now),
                run == null ? null : run.watch());
    }

    private synchronized ProgramDestinations destinations() {
        if (destinations == null) {
            destinations = house.destinations(place.room());
        }
        return destinations;
    }

    @Override
    public CompletableFuture<ServerMessage.Program> request(ProgramRequest request) {
        CompletableFuture<ServerMessage.Program> reply = new CompletableFuture<>();
        Thread _ =
                Thread.ofVirtual()
                        .name("program-request")
                        .start(() -> {
                            try {
                                reply.complete(handle(request));
                            } catch (RuntimeException e) {
                                reply.completeExceptionally(e);
                            }
                        });
        return reply;
    }

    /// Does what is asked; what may take long first, without the lock.
    private ServerMessage.Program handle(ProgramRequest request) {
        RtmpTarget target =
                request instanceof ProgramRequest.AddDestination add
                        ? destinations().check(add.url(), add.key())
                        : null;
        if (mayBegin(request)) {
            awaitEnd();
        }
        synchronized (this) {
            if (closed) {
                throw new RejectedException(ErrorCode.ROOM_CLOSED, "The room is closed.");
            }
            perform(request, target);
            relight();
            return publish();
        }
    }

    private static boolean mayBegin(ProgramRequest request) {
        return request instanceof ProgramRequest.StartProgram
                || request instanceof ProgramRequest.GoLive
                || request instanceof ProgramRequest.StartRecording;
    }

    private void awaitEnd() {
        CompletableFuture<Void> ending;
        synchronized (this) {
            if (phase != ProgramPhase.STOPPING || closed) {
                return;
            }
            ending = ended;
        }
        try {
            ending.get(END_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            throw new RejectedException(
                    ErrorCode.PROGRAM_REFUSED, "The program before is still being finished.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    /// @param target of a destination that is added
    private void perform(ProgramRequest request, @Nullable RtmpTarget target) {
        switch (request) {
            case ProgramRequest.StartProgram wanted -> start(wanted);
            case ProgramRequest.StopProgram _ -> {
                if (phase != ProgramPhase.FAILED) {
                    var _ = running();
                }
                end(ProgramPhase.NONE, "");
            }
            case ProgramRequest.ShowProgram wanted -> show(running(), wanted.scene());
            case ProgramRequest.GoLive _ -> {
                ProgramRun on = runningOrBegun();
                if (!live) {
                    live = true;
                    destinations().all().forEach(one -> send(on, one));
                }
            }
            case ProgramRequest.EndLive _ -> {
                ProgramRun on = running();
                live = false;
                destinations().all().forEach(one -> sendNoLonger(on, one.id()));
            }
            case ProgramRequest.AddDestination wanted -> {
                Destination added =
                        destinations().add(wanted.name(), Objects.requireNonNull(target));
                if (live && run != null) {
                    send(run, added);
                }
            }
            case ProgramRequest.ChangeDestination wanted -> change(wanted);
            case ProgramRequest.RemoveDestination wanted -> {
                destinations().remove(wanted.destination());
                if (run != null) {
                    sendNoLonger(run, wanted.destination());
                }
            }
            case ProgramRequest.StartRecording _ -> record(runningOrBegun());
            case ProgramRequest.StopRecording _ -> {
                running().stopRecording();
                status.onRecordingStopped();
            }
        }
    }

    private ProgramRun running() {
        ProgramRun current = run;
        if (current == null || phase == ProgramPhase.STOPPING) {
            throw new RejectedException(ErrorCode.NO_PROGRAM, "There is no program.");
        }
        return current;
    }

    private ProgramRun runningOrBegun() {
        return run != null && phase != ProgramPhase.STOPPING
                ? run
                : begin(ProgramVideo.DEFAULT, ProgramScene.DEFAULT, false);
    }

    private void start(ProgramRequest.StartProgram wanted) {
        ProgramVideo size = Objects.requireNonNullElse(wanted.video(), ProgramVideo.DEFAULT);
        boolean untouched = Objects.requireNonNullElse(wanted.passthrough(), false);
        if (run == null || phase == ProgramPhase.STOPPING) {
            ProgramScene first = Objects.requireNonNullElse(wanted.scene(), ProgramScene.DEFAULT);
            var _ = begin(size, first, untouched);
            return;
        }
        boolean same = wanted.video() == null || size.equals(video);
        if (!same || untouched != passthrough) {
            throw new RejectedException(
                    ErrorCode.PROGRAM_REFUSED,
                    "A program with other settings runs; stop it first.");
        }
        if (wanted.scene() != null) {
            show(run, wanted.scene());
        }
    }

    private ProgramRun begin(ProgramVideo size, ProgramScene first, boolean untouched) {
        if (run != null) {
            throw new RejectedException(
                    ErrorCode.PROGRAM_REFUSED, "The program before is still being finished.");
        }
        ProgramScene shown = ProgramWords.resolve(first, scene);
        house.admission().admit(this, size, untouched);
        long number = ++runs;
        ProgramRun begun;
        try {
            begun = house.start(place, number, size, shown, untouched, new Events(number));
        } catch (WorkerUnavailableException e) {
            house.admission().release(this);
            throw new RejectedException(
                    ErrorCode.PROGRAM_FAILED, Objects.requireNonNullElse(e.getMessage(), ""));
        }
        LOG.info(
                "program started width={} height={} framesPerSecond={} passthrough={}",
                size.width(),
                size.height(),
                size.framesPerSecond(),
                untouched);
        run = begun;
        ended = new CompletableFuture<>();
        phase = ProgramPhase.STARTING;
        reason = "";
        live = false;
        falseStarts = 0;
        passthrough = untouched;
        video = size;
        scene = shown;
        status = new ProgramStatus(nanos.getAsLong());
        var _ =
                begun.enter()
                        .whenComplete((_, error) -> {
                            if (error != null) {
                                onNotEntered(number);
                            }
                        });
        return begun;
    }

    private synchronized void onNotEntered(long number) {
        if (number == runs && run != null) {
            end(ProgramPhase.FAILED, "The room could not be entered.");
            relight();
            var _ = publish();
        }
    }

    private void show(ProgramRun on, ProgramScene wanted) {
        scene = ProgramWords.resolve(wanted, scene);
        on.show(ProgramWords.scene(scene));
    }

    private void send(ProgramRun on, Destination destination) {
        if (destination.enabled()) {
            on.add(destinations().command(destination));
            status.onDestination(destination.id(), true, nanos.getAsLong());
        }
    }

    private void sendNoLonger(ProgramRun on, String id) {
        on.removeDestination(id);
        status.onDestination(id, false, nanos.getAsLong());
    }

    private void change(ProgramRequest.ChangeDestination wanted) {
        Destination before = destinations().find(wanted.destination());
        Destination after = destinations().change(wanted);
        if (run == null || !live) {
            return;
        }
        boolean anew =
                before.enabled() != after.enabled()
                        || !before.key().equals(after.key())
                        || !before.url().equals(after.url());
        if (anew) {
            sendNoLonger(run, after.id());
            send(run, after);
        } else if (Boolean.TRUE.equals(wanted.confirmed())) {
            run.confirm(after.id());
        }
    }

    private void record(ProgramRun on) {
        ProgramRecording.State state = status.recording().state();
        if (state == ProgramRecording.State.RECORDING) {
            return;
        }
        if (state == ProgramRecording.State.FAILED) {
            on.stopRecording(); // the worker holds it still
        }
        try {
            ProgramRecorder.Begun begun = house.recorder().begin(place.room());
            on.startRecording(
                    new WorkerCommand.StartRecording(
                            begun.folder().toString(), ProgramRecorder.FILE_NAME));
            status.onRecording(begun.id());
        } catch (IOException e) {
            LOG.warn("cannot record: {}", e.getClass().getSimpleName());
            throw new RejectedException(
                    ErrorCode.RECORDING_FAILED, "The folder for recordings cannot be written.");
        }
    }

    /// Ends what runs, in the background; then the program is in this phase.
    private void end(ProgramPhase then, String why) {
        live = false;
        reason = why;
        ProgramRun ending = run;
        if (ending == null) {
            phase = then;
            return;
        }
        if (phase == ProgramPhase.STOPPING) {
            return;
        }
        status.onRecordingStopped();
        phase = ProgramPhase.STOPPING;
        CompletableFuture<Void> over = ended;
        long number = runs;
        Thread _ =
                Thread.ofVirtual()
                        .name("program-end")
                        .start(() -> {
                            try {
                                ending.close();
                            } catch (RuntimeException e) {
                                LOG.error("program did not end well", e);
                            } finally {
                                onEnded(number, then);
                                over.complete(null);
                            }
                        });
    }

    private synchronized void onEnded(long number, ProgramPhase then) {
        if (number == runs && run != null) {
            LOG.info("program ended");
            run = null;
            phase = then;
            status = new ProgramStatus(nanos.getAsLong());
            house.admission().release(this);
            var _ = publish();
        }
    }

    /// What the workers of one run tell.
    private final class Events implements ProgramListener {
        private final long number;

        Events(long number) {
            this.number = number;
        }

        @Override
        public void onStarted(int part) {
            // Its first status says more.
        }

        @Override
        public void onEvent(WorkerEvent event) {
            LiveProgram.this.onEvent(number, event);
        }

        @Override
        public void onLost(String why) {
            LiveProgram.this.onLost(number, why);
        }

        @Override
        public void onEnded() {
            // Whoever ended it knows.
        }
    }

    private synchronized void onEvent(long number, WorkerEvent event) {
        if (number != runs || run == null || phase == ProgramPhase.STOPPING) {
            return;
        }
        long now = nanos.getAsLong();
        boolean changed =
                switch (event) {
                    case WorkerEvent.Status told -> {
                        status.onStatus(told, now);
                        boolean first = phase != ProgramPhase.RUNNING;
                        phase = ProgramPhase.RUNNING;
                        reason = "";
                        falseStarts = 0;
                        yield first;
                    }
                    case WorkerEvent.Outputs told -> status.onOutputs(told, now);
                    case WorkerEvent.Failed(String why) -> {
                        LOG.warn("program failed reason=\"{}\"", why);
                        end(ProgramPhase.FAILED, why);
                        yield true;
                    }
                    case WorkerEvent.Ready _, WorkerEvent.KeyframeWanted _, WorkerEvent.Stopped _ ->
                            false;
                };
        changed |= relight();
        if (changed) {
            var _ = publish();
        }
    }

    private synchronized void onLost(long number, String why) {
        if (number != runs || run == null || phase == ProgramPhase.STOPPING) {
            return;
        }
        status.onLost(nanos.getAsLong());
        phase = ProgramPhase.RESTARTING;
        reason = why;
        if (++falseStarts >= MAX_FALSE_STARTS) {
            end(ProgramPhase.FAILED, why);
        }
        relight();
        var _ = publish();
    }

    /// Once a second.
    synchronized void tick() {
        if (run == null) {
            return;
        }
        house.admission().measured(this, status.steadyCpuPercent());
        relight();
        var _ = publish();
    }

    /// Brings the lamps up to date; true when they changed.
    private boolean relight() {
        boolean dark = run == null || phase == ProgramPhase.STOPPING;
        LampState now = dark ? LampState.OFF : status.lamps(nanos.getAsLong());
        if (now.equals(lamps)) {
            return false;
        }
        lamps = now;
        watcher.onLamps(now);
        return true;
    }

    private ServerMessage.Program publish() {
        ServerMessage.Program now = state();
        watcher.onProgram(now);
        return now;
    }

    @Override
    public void onRoomEvent(RoomEvent event) {
        ProgramRun current;
        synchronized (this) {
            current = run;
        }
        if (current != null) {
            current.onRoomEvent(event);
        }
    }

    @Override
    public void onPeopleChanged() {
        ProgramRun current;
        synchronized (this) {
            current = run;
        }
        if (current != null) {
            current.onPeopleChanged();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            end(ProgramPhase.NONE, "");
        }
        house.forget(this);
    }

    /// Done when nothing runs any more.
    synchronized CompletableFuture<Void> ended() {
        return ended.copy();
    }
}
