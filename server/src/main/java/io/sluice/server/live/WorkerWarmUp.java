package io.sluice.server.live;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.MediaLink;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.egress.supervise.SupervisedProgram;
import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a program that nobody sees, once after each change of the files: it unpacks the native
/// libraries and leaves the worker's classes behind in parsed form, so that the first real one
/// starts as fast as any.
final class WorkerWarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerWarmUp.class);

    /// A cold disk and a small machine.
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Enough for every class of the way of a picture to have been used.
    private static final int PICTURES = 20;

    private WorkerWarmUp() {}

    /// Makes the archive; false when the worker did not run, which the log explains.
    static boolean run(WorkerCommandLine line, Path archive) {
        Path unfinished = archive.resolveSibling(archive.getFileName() + ".new");
        var listener = new Events();
        try (var program =
                new SupervisedProgram(
                        line.with(List.of("-XX:ArchiveClassesAtExit=" + unfinished)),
                        start(),
                        new MediaLink(),
                        LIMIT,
                        listener,
                        _ -> {})) {
            program.people(List.of(new Seat("warm", "A 王", 0, true, Seat.NONE)));
            if (!listener.pictures.await(LIMIT.toSeconds(), TimeUnit.SECONDS) || listener.lost) {
                return false;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return keep(unfinished, archive);
    }

    private static Start start() {
        return new Start(
                false, VideoSettings.hd(), 128_000, 100, List.of(), Scene.grid().titled("·"), 0);
    }

    private static boolean keep(Path unfinished, Path archive) {
        try {
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException _) {
            // Workers start without it, only slower.
            LOG.info("egress worker left no class archive");
            return true;
        }
    }

    private static final class Events implements ProgramListener {
        private final CountDownLatch pictures = new CountDownLatch(1);
        private volatile boolean lost;

        @Override
        public void onStarted(int part) {
            // Its pictures say more.
        }

        @Override
        public void onEvent(WorkerEvent event) {
            if (event instanceof WorkerEvent.Status status && status.pictures() >= PICTURES) {
                pictures.countDown();
            }
        }

        @Override
        public void onLost(String reason) {
            lost = true;
            pictures.countDown();
        }

        @Override
        public void onEnded() {
            // It was asked to.
        }
    }
}
