package io.sluice.server.live;

import io.sluice.egress.supervise.ProgramListener;
import io.sluice.server.config.ServerConfig;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.program.MeetingProgram;
import io.sluice.signaling.program.People;
import io.sluice.signaling.program.ProgramControl;
import io.sluice.signaling.program.ProgramWatcher;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The programs of all rooms, and what they share.
final class ProgramHouse implements ProgramControl, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramHouse.class);

    /// What a worker gets to finish its files, and a moment.
    private static final long END_SECONDS = 12;

    /// An old program's files are finished before a new one begins, but nobody waits for long.
    private static final long BEFORE_SECONDS = 4;

    /// Requests may look up names and write files.
    static final Executor REQUESTS = Thread::startVirtualThread;

    private final ServerConfig.Egress config;
    private final ProgramRun.Factory factory;
    private final ProgramAdmission admission;
    private final DestinationVault vault;
    private final ProgramRecorder recorder;
    private final UnaryOperator<String> recordings;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final Set<LiveProgram> programs = ConcurrentHashMap.newKeySet();

    /// @param recordings path of a room's recordings, with the right to them
    ProgramHouse(
            ServerConfig.Egress config,
            ProgramRun.Factory factory,
            ProgramAdmission admission,
            DestinationVault vault,
            ProgramRecorder recorder,
            UnaryOperator<String> recordings,
            RandomGenerator random,
            LongSupplier nanos) {
        this.config = config;
        this.factory = factory;
        this.admission = admission;
        this.vault = vault;
        this.recorder = recorder;
        this.recordings = recordings;
        this.random = random;
        this.nanos = nanos;
    }

    @Override
    public MeetingProgram open(
            String room, RoomHandle media, People people, ProgramWatcher watcher) {
        LiveProgram program =
                new LiveProgram(new ProgramRun.Place(room, media, people), watcher, this, nanos);
        programs.add(program);
        return program;
    }

    ProgramAdmission admission() {
        return admission;
    }

    ProgramRecorder recorder() {
        return recorder;
    }

    /// Path of a room's recordings.
    String recordings(String room) {
        return recordings.apply(room);
    }

    ProgramDestinations destinations(String room) {
        return new ProgramDestinations(room, vault, config.allowedNetworks(), random);
    }

    /// Starts a program.
    ///
    /// @param number of this program among those of its room
    ProgramRun start(
            ProgramRun.Place place,
            long number,
            ProgramVideo video,
            ProgramScene scene,
            boolean passthrough,
            ProgramListener listener)
            throws WorkerUnavailableException {
        return factory.start(
                place,
                "program-" + number,
                ProgramWords.start(config, video, scene, passthrough),
                listener);
    }

    /// Waits for the end of the program before.
    static void awaitEnd(CompletableFuture<Void> ending) {
        try {
            ending.get(BEFORE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            throw stillEnding();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new RejectedException(ErrorCode.SHUTTING_DOWN, "The server stops.");
        }
    }

    static RejectedException stillEnding() {
        return new RejectedException(
                ErrorCode.PROGRAM_REFUSED,
                "The program before is still being finished.",
                new RefusalDetail(RefusalDetail.Reason.STILL_ENDING));
    }

    /// The meeting of this program is over.
    void forget(LiveProgram program) {
        var _ = program.ended().whenComplete((_, _) -> programs.remove(program));
    }

    /// Once a second.
    void tick() {
        for (LiveProgram program : programs) {
            try {
                program.tick();
            } catch (RuntimeException e) {
                LOG.error("a program could not tell how it fares", e);
            }
        }
    }

    /// Ends all programs and waits until their files are finished.
    @Override
    public void close() {
        List<CompletableFuture<Void>> ends =
                List.copyOf(programs).stream()
                        .map(program -> {
                            program.close();
                            return program.ended();
                        })
                        .toList();
        try {
            CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
                    .get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            LOG.warn("not all programs ended in time");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
