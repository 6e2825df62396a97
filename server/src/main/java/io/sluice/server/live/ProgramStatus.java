package io.sluice.server.live;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramOutput;
import io.sluice.signaling.message.ProgramRecording;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a running program, put together from what its workers tell. Sans-IO: times are
/// nanoseconds of a clock that only goes forward.
final class ProgramStatus {
    /// A fragment of a recording is written each second.
    private static final long GROWTH_NANOS = 4_000_000_000L;

    /// Rates over shorter times jump.
    private static final long RATE_NANOS = 1_000_000_000L;

    /// How fast the measured use of the processor follows: some five seconds.
    private static final double CPU_WEIGHT = 0.1;

    private final long startNanos;
    private final Map<String, Track> tracks = new HashMap<>();
    private WorkerEvent.@Nullable Status last;
    private long lastNanos;
    private double cpuPercent;
    private double steadyCpuPercent;
    private long picturesBefore;
    private long skippedBefore;
    private File file = File.NONE;

    /// One destination.
    private static final class Track {
        WorkerEvent.Outputs.@Nullable Destination told;
        ProgramDestination.State state = ProgramDestination.State.CONNECTING;
        long sinceNanos;
        long rateNanos;
        long rateBytes;
        long bitrateBps;

        Track(long nowNanos) {
            sinceNanos = nowNanos;
            rateNanos = nowNanos;
        }
    }

    /// The recording: what earlier workers wrote, and what this one has.
    private record File(
            ProgramRecording.State state,
            String id,
            long bytesBefore,
            long millisBefore,
            long bytes,
            long millis,
            ProgramRecording.Problem problem,
            String words,
            long grewNanos,
            boolean grows) {
        static final File NONE = of(ProgramRecording.State.OFF, "");

        static File of(ProgramRecording.State state, String id) {
            var none = ProgramRecording.Problem.NONE;
            return new File(state, id, 0, 0, 0, 0, none, "", 0, false);
        }

        ProgramRecording shown() {
            return new ProgramRecording(
                    state, id, bytesBefore + bytes, millisBefore + millis, problem, words);
        }

        File ended(ProgramRecording.State how) {
            return new File(
                    how,
                    id,
                    bytesBefore,
                    millisBefore,
                    bytes,
                    millis,
                    problem,
                    words,
                    grewNanos,
                    false);
        }
    }

    ProgramStatus(long nowNanos) {
        startNanos = nowNanos;
        lastNanos = nowNanos;
    }

    /// A worker tells how it fares.
    void onStatus(WorkerEvent.Status status, long nowNanos) {
        long span = nowNanos - lastNanos;
        if (last != null && span > 0 && status.cpuMillis() >= last.cpuMillis()) {
            cpuPercent = 100.0 * 1e6 * (status.cpuMillis() - last.cpuMillis()) / span;
            steadyCpuPercent =
                    steadyCpuPercent == 0
                            ? cpuPercent
                            : steadyCpuPercent + CPU_WEIGHT * (cpuPercent - steadyCpuPercent);
        }
        last = status;
        lastNanos = nowNanos;
    }

    /// Whether a worker runs and has told of it.
    boolean runs() {
        return last != null;
    }

    /// What the program uses of a processor over some seconds, 0 until it is known.
    double steadyCpuPercent() {
        return steadyCpuPercent;
    }

    /// A worker tells how its outputs fare.
    ///
    /// @return whether a state changed
    boolean onOutputs(WorkerEvent.Outputs outputs, long nowNanos) {
        boolean changed = onFile(outputs.file(), nowNanos);
        for (WorkerEvent.Outputs.Destination destination : outputs.destinations()) {
            // One that is not to be sent to any more may still be told of for a moment.
            Track track = tracks.get(destination.id());
            changed |= track != null && onDestination(track, destination, nowNanos);
        }
        return changed;
    }

    private static boolean onDestination(
            Track track, WorkerEvent.Outputs.Destination told, long nowNanos) {
        long elapsed = nowNanos - track.rateNanos;
        if (elapsed >= RATE_NANOS) {
            long sent = Math.max(0, told.sentBytes() - track.rateBytes);
            track.bitrateBps = Math.round(sent * 8e9 / elapsed);
            track.rateNanos = nowNanos;
            track.rateBytes = told.sentBytes();
        }
        track.told = told;
        ProgramDestination.State state = state(told.state());
        boolean changed = state != track.state;
        if (changed) {
            track.state = state;
            track.sinceNanos = nowNanos;
        }
        return changed;
    }

    /// A worker of another version may know more.
    private static ProgramDestination.State state(String name) {
        try {
            return ProgramDestination.State.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            return ProgramDestination.State.CONNECTING;
        }
    }

    private static ProgramDestination.Reason reason(String name) {
        try {
            return ProgramDestination.Reason.valueOf(name);
        } catch (IllegalArgumentException _) {
            return ProgramDestination.Reason.OTHER;
        }
    }

    private static ProgramRecording.Problem problem(String name) {
        try {
            return ProgramRecording.Problem.valueOf(name);
        } catch (IllegalArgumentException _) {
            return ProgramRecording.Problem.OTHER;
        }
    }

    private boolean onFile(WorkerEvent.Outputs.@Nullable File told, long nowNanos) {
        if (told == null || file.state != ProgramRecording.State.RECORDING) {
            return false;
        }
        boolean grew = told.bytes() > file.bytes;
        boolean failed = told.state().equals("FAILED");
        file =
                new File(
                        failed ? ProgramRecording.State.FAILED : ProgramRecording.State.RECORDING,
                        file.id,
                        file.bytesBefore,
                        file.millisBefore,
                        told.bytes(),
                        told.millis(),
                        problem(told.problem()),
                        told.words(),
                        grew ? nowNanos : file.grewNanos,
                        !failed && (grew || file.grows));
        return failed;
    }

    /// A file is begun.
    void onRecording(String id) {
        file = File.of(ProgramRecording.State.RECORDING, id);
    }

    /// The file is finished.
    void onRecordingStopped() {
        if (file.state == ProgramRecording.State.RECORDING) {
            file = file.ended(ProgramRecording.State.FINISHED);
        }
    }

    /// A destination is sent to from now on, or no longer.
    void onDestination(String id, boolean sent, long nowNanos) {
        tracks.remove(id);
        if (sent) {
            tracks.put(id, new Track(nowNanos));
        }
    }

    /// The worker is gone; what it sent and wrote stands still.
    void onLost(long nowNanos) {
        WorkerEvent.Status status = last;
        if (status != null) {
            picturesBefore += status.pictures();
            skippedBefore += status.skippedPictures();
        }
        last = null;
        lastNanos = nowNanos;
        cpuPercent = 0;
        tracks.replaceAll((_, _) -> new Track(nowNanos));
        file =
                new File(
                        file.state,
                        file.id,
                        file.bytesBefore + file.bytes,
                        file.millisBefore + file.millis,
                        0,
                        0,
                        file.problem,
                        file.words,
                        file.grewNanos,
                        false);
    }

    ProgramRecording recording() {
        return file.shown();
    }

    /// What everybody in the room is told.
    LampState lamps(long nowNanos) {
        LampState.Live live = LampState.Live.OFF;
        for (Track track : tracks.values()) {
            if (track.state == ProgramDestination.State.CONFIRMED) {
                live = LampState.Live.CONFIRMED;
            } else if (track.state == ProgramDestination.State.SENDING
                    && live == LampState.Live.OFF) {
                live = LampState.Live.SENDING;
            }
        }
        boolean recording =
                file.state == ProgramRecording.State.RECORDING
                        && file.grows
                        && nowNanos - file.grewNanos < GROWTH_NANOS;
        return new LampState(recording, live);
    }

    /// How a destination fares, to be shown.
    ProgramDestination shown(DestinationVault.Destination destination, long nowNanos) {
        if (destination.isSealed()) {
            return sealed(destination);
        }
        Track track = tracks.get(destination.id());
        WorkerEvent.Outputs.Destination told = track == null ? null : track.told;
        return new ProgramDestination(
                destination.id(),
                destination.name(),
                ProgramDestinations.shownUrl(destination),
                ProgramDestinations.shownKey(destination),
                destination.enabled(),
                track == null ? ProgramDestination.State.IDLE : track.state,
                told == null ? 0 : told.retry(),
                told == null ? 0 : told.nextMillis(),
                told == null ? ProgramDestination.Reason.NONE : reason(told.reason()),
                told == null ? "" : ProgramDestinations.shownWords(destination, told.words()),
                track == null ? 0 : track.bitrateBps,
                told == null ? 0 : told.sentBytes(),
                told == null ? 0 : told.droppedFrames(),
                told == null ? 0 : told.queuedMillis(),
                track == null ? 0 : (nowNanos - track.sinceNanos) / 1_000_000);
    }

    private static ProgramDestination sealed(DestinationVault.Destination destination) {
        return new ProgramDestination(
                destination.id(),
                destination.name(),
                "",
                "",
                false,
                ProgramDestination.State.FAILED,
                0,
                0,
                ProgramDestination.Reason.OTHER_SECRET,
                "It was kept with another secret. " + DestinationVault.OTHER_SECRET,
                0,
                0,
                0,
                0,
                0);
    }

    /// What the program makes.
    ///
    /// @param restarts of its worker
    /// @param viewers of it from this server
    ProgramOutput output(int restarts, int viewers, long nowNanos) {
        long run = (nowNanos - startNanos) / 1_000_000;
        WorkerEvent.Status status = last;
        if (status == null) {
            return new ProgramOutput(
                    run, 0, 0, picturesBefore, skippedBefore, 0, 0, 0, 0, restarts, viewers);
        }
        return new ProgramOutput(
                run,
                status.videoBps(),
                status.audioBps(),
                picturesBefore + status.pictures(),
                skippedBefore + status.skippedPictures(),
                status.peak(),
                Math.round(cpuPercent * 10) / 10.0,
                status.residentBytes(),
                status.people(),
                restarts,
                viewers);
    }
}
