package io.sluice.server.live;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.output.DestinationUrl;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramCause;
import io.sluice.signaling.message.ProgramPhase;
import io.sluice.signaling.message.ProgramRecording;
import io.sluice.signaling.message.ProgramRequest;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.ProgramWatcher;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final ProgramRun.Place place;
    private final ProgramWatcher watcher;
    private final ProgramHouse house;
    private final LongSupplier nanos;
    private final ProgramSending sending;
    private ProgramPhase phase = ProgramPhase.NONE;
    private Why why = Why.NONE;
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
        sending = new ProgramSending(() -> house.destinations(place.room()), nanos);
    }

    @Override
    public synchronized ServerMessage.Program state() {
        long now = nanos.getAsLong();
        boolean made = run != null;
        return new ServerMessage.Program(
                phase,
                why.cause(),
                why.words(),
                sending.live(),
                passthrough,
                video,
                ProgramWords.shown(scene),
                sending.shown(status),
                made ? status.recording() : ProgramRecording.OFF,
                run == null ? null : status.output(run.restarts(), run.viewers(), now),
                run == null ? null : run.watch(),
                house.recordings(place.room()));
    }

    @Override
    public CompletableFuture<ServerMessage.Program> request(ProgramRequest request) {
        return CompletableFuture.supplyAsync(() -> handle(request), ProgramHouse.REQUESTS);
    }

    /// Does what is asked; what may take long first, without the lock.
    private ServerMessage.Program handle(ProgramRequest request) {
        DestinationUrl target =
                request instanceof ProgramRequest.AddDestination add
                        ? checker().check(add.url(), add.key())
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

    private synchronized ProgramDestinations checker() {
        return sending.destinations();
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
        ProgramHouse.awaitEnd(ending);
    }

    /// @param target of a destination that is added
    private void perform(ProgramRequest request, @Nullable DestinationUrl target) {
        switch (request) {
            case ProgramRequest.StartProgram wanted -> start(wanted);
            case ProgramRequest.StopProgram _ -> {
                if (phase != ProgramPhase.FAILED) {
                    var _ = running();
                }
                end(ProgramPhase.NONE, Why.NONE);
            }
            case ProgramRequest.ShowProgram wanted -> show(running(), wanted.scene());
            case ProgramRequest.GoLive _ ->
                    sending.begin(new ProgramSending.On(runningOrBegun(), status));
            case ProgramRequest.EndLive _ -> sending.end(new ProgramSending.On(running(), status));
            case ProgramRequest.AddDestination wanted ->
                    sending.add(on(), wanted.name(), Objects.requireNonNull(target));
            case ProgramRequest.ChangeDestination wanted -> sending.change(on(), wanted);
            case ProgramRequest.RemoveDestination wanted ->
                    sending.remove(on(), wanted.destination());
            case ProgramRequest.StartRecording _ -> {
                ProgramRun on = runningOrBegun();
                house.recorder().start(place.room(), on, status);
            }
            case ProgramRequest.StopRecording _ -> {
                running().stopRecording();
                status.onRecordingStopped();
            }
        }
    }

    private ProgramSending.@Nullable On on() {
        return run == null ? null : new ProgramSending.On(run, status);
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
                    "A program with other settings runs; stop it first.",
                    new RefusalDetail(RefusalDetail.Reason.OTHER_SETTINGS));
        }
        if (wanted.scene() != null) {
            show(run, wanted.scene());
        }
    }

    private ProgramRun begin(ProgramVideo size, ProgramScene first, boolean untouched) {
        if (run != null) {
            throw ProgramHouse.stillEnding();
        }
        ProgramScene shown = ProgramWords.resolve(first, scene);
        house.admission().admit(this, size, untouched);
        long number = ++runs;
        ProgramRun begun;
        try {
            begun =
                    house.start(
                            place, number, size, shown, untouched, new ProgramEvents(this, number));
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
        why = Why.NONE;
        sending.reset();
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
            end(ProgramPhase.FAILED, Why.NOT_ENTERED);
            relight();
            var _ = publish();
        }
    }

    private void show(ProgramRun on, ProgramScene wanted) {
        scene = ProgramWords.resolve(wanted, scene);
        on.show(ProgramWords.scene(scene));
    }

    /// Ends what runs, in the background; then the program is in this phase.
    private void end(ProgramPhase then, Why of) {
        sending.reset();
        why = of;
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

    /// A worker of this run tells something.
    synchronized void onEvent(long number, WorkerEvent event) {
        if (number != runs || run == null || phase == ProgramPhase.STOPPING) {
            return;
        }
        long now = nanos.getAsLong();
        boolean changed =
                switch (event) {
                    case WorkerEvent.Status told -> {
                        status.onStatus(told, now);
                        String words = run.words();
                        boolean first = phase != ProgramPhase.RUNNING || !words.equals(why.words());
                        phase = ProgramPhase.RUNNING;
                        why = words.isEmpty() ? Why.NONE : new Why(ProgramCause.NO_PICTURE, words);
                        falseStarts = 0;
                        yield first;
                    }
                    case WorkerEvent.Outputs told -> status.onOutputs(told, now);
                    case WorkerEvent.Failed(String words) -> {
                        LOG.warn("program failed reason=\"{}\"", words);
                        end(ProgramPhase.FAILED, new Why(ProgramCause.WORKER_REFUSED, words));
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

    /// A worker of this run is gone; another follows.
    synchronized void onLost(long number, String words) {
        if (number != runs || run == null || phase == ProgramPhase.STOPPING) {
            return;
        }
        status.onLost(nanos.getAsLong());
        phase = ProgramPhase.RESTARTING;
        why = new Why(ProgramCause.WORKER_LOST, words);
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

    private synchronized Optional<ProgramRun> current() {
        return Optional.ofNullable(run);
    }

    @Override
    public void onRoomEvent(RoomEvent event) {
        current().ifPresent(made -> made.onRoomEvent(event));
    }

    @Override
    public void onPeopleChanged() {
        current().ifPresent(ProgramRun::onPeopleChanged);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            end(ProgramPhase.NONE, Why.NONE);
        }
        house.forget(this);
    }

    /// Done when nothing runs any more.
    synchronized CompletableFuture<Void> ended() {
        return ended.copy();
    }
}
