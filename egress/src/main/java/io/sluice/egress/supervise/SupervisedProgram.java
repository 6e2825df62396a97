package io.sluice.egress.supervise;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.output.FrameCodec;
import io.sluice.egress.output.FrameSink;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One program: a worker, and another one when that crashes or stalls, told the same as the first.
/// The server and the meeting notice nothing but [ProgramListener#onLost].
public final class SupervisedProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedProgram.class);

    /// A worker tells how it goes twice a second. A machine so busy that a healthy one is silent
    /// for longer cannot make a live program.
    public static final Duration STALL_LIMIT = Duration.ofSeconds(2);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final WorkerCommandLine line;
    private final Duration stallLimit;
    private final ProgramListener listener;
    private final MediaLink media;
    private final FrameSplice frames;
    private final boolean sendsFrames;
    private final RestartPolicy restarts = new RestartPolicy();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread supervisor;
    private Start start; // the latest of each, for the next worker; guarded by this
    private List<Seat> seats = List.of();
    private final Map<String, WorkerCommand.AddDestination> destinations = new LinkedHashMap<>();
    private final Redaction redaction = new Redaction();
    private WorkerCommand.@Nullable StartRecording recording;
    private @Nullable WorkerSession session;
    private volatile long pid = -1;
    private volatile int restartCount;

    /// Starts the program; the worker comes up in the background.
    ///
    /// @param media where the media loop hands its packets
    /// @param stallLimit after so long without a word a worker is replaced
    public SupervisedProgram(
            WorkerCommandLine line,
            Start start,
            MediaLink media,
            Duration stallLimit,
            ProgramListener listener) {
        this(line, start, media, stallLimit, listener, null);
    }

    /// Starts the program, which comes back encoded.
    ///
    /// @param watching takes what is encoded, on a thread of its own, which it must not hold up;
    ///   null when nobody wants it
    public SupervisedProgram(
            WorkerCommandLine line,
            Start start,
            MediaLink media,
            Duration stallLimit,
            ProgramListener listener,
            @Nullable FrameSink watching) {
        sendsFrames = watching != null;
        frames = new FrameSplice(watching == null ? _ -> {} : watching);
        this.media = media;
        this.stallLimit = stallLimit;
        this.line = line;
        this.start = start;
        this.listener = listener;
        supervisor = Thread.ofVirtual().name("egress-supervisor").start(this::supervise);
    }

    /// Where the media loop hands its packets.
    public MediaLink media() {
        return media;
    }

    /// Who is there, the most important first.
    public synchronized void people(List<Seat> now) {
        seats = List.copyOf(now);
        tell(new WorkerCommand.People(seats));
    }

    /// Changes what the program looks like.
    public synchronized void show(Scene scene) {
        start =
                new Start(
                        start.passthrough(),
                        start.video(),
                        start.audioBps(),
                        start.playoutDelayMillis(),
                        start.fonts(),
                        scene,
                        start.clockNanos());
        tell(new WorkerCommand.Show(scene));
    }

    /// Asks for a keyframe, for a destination that begins.
    public synchronized void requestKeyframe() {
        tell(new WorkerCommand.Keyframe());
    }

    /// Sends the program to one more place, also after a worker was replaced.
    public synchronized void add(WorkerCommand.AddDestination destination) {
        redaction.learn(destination);
        destinations.put(destination.id(), destination);
        tell(destination);
    }

    /// Sends the program there no longer.
    public synchronized void removeDestination(String id) {
        destinations.remove(id);
        tell(new WorkerCommand.RemoveDestination(id));
    }

    /// The platform or the operator sees the program there.
    public synchronized void confirm(String id) {
        tell(new WorkerCommand.Confirm(id));
    }

    /// Records the program; the next worker goes on in a file with the next number.
    public synchronized void startRecording(WorkerCommand.StartRecording wanted) {
        recording = wanted;
        tell(wanted);
    }

    /// Finishes the recording.
    public synchronized void stopRecording() {
        recording = null;
        tell(new WorkerCommand.StopRecording());
    }

    private void tell(WorkerCommand command) {
        if (session != null) {
            session.tell(command);
        }
    }

    /// Of the worker that runs now, -1 without one.
    public long pid() {
        return pid;
    }

    /// How often a worker was replaced.
    public int restartCount() {
        return restartCount;
    }

    /// Ends the program and waits for the worker's last word, at most ten seconds.
    public void stop() {
        stopping.countDown();
        synchronized (this) {
            tell(new WorkerCommand.Stop());
        }
        try {
            if (!ended.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                supervisor.interrupt();
            }
        } catch (InterruptedException _) {
            supervisor.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private boolean stopping() {
        return stopping.getCount() == 0;
    }

    private void supervise() {
        int part = 0;
        try {
            while (!stopping()) {
                long began = System.nanoTime();
                String reason = runOnce(++part);
                if (stopping()) {
                    break;
                }
                restartCount = part;
                long wait = restarts.onEnd(System.nanoTime() - began);
                LOG.warn("egress worker ended reason=\"{}\" nextInMillis={}", reason, wait);
                listener.onLost(reason);
                boolean _ = stopping.await(wait, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            // Stopped while waiting.
        } finally {
            ended.countDown();
            listener.onEnded();
        }
    }

    /// One worker from start to end; returns why it ended.
    private String runOnce(int part) throws InterruptedException {
        var encoded = new FrameCodec.Reader(part, frames.next(System::nanoTime));
        try (WorkerProcess process = WorkerProcess.start(line, redaction::apply);
                WorkerSession running =
                        new WorkerSession(
                                process, media, listener, encoded, stallLimit.toNanos())) {
            pid = process.pid();
            synchronized (this) {
                session = running;
                // First, as they connect while the rest is loaded.
                destinations.values().forEach(running::tell);
                running.tell(now(start));
                running.tell(new WorkerCommand.People(seats));
                if (sendsFrames) {
                    running.tell(new WorkerCommand.SendFrames());
                }
                if (recording != null) {
                    running.tell(recording);
                }
                if (stopping()) {
                    running.tell(new WorkerCommand.Stop());
                }
            }
            listener.onStarted(part);
            return running.run();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            pid = -1;
            synchronized (this) {
                session = null;
            }
        }
    }

    private static Start now(Start start) {
        return new Start(
                start.passthrough(),
                start.video(),
                start.audioBps(),
                start.playoutDelayMillis(),
                start.fonts(),
                start.scene(),
                System.nanoTime());
    }
}
