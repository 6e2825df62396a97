package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.output.RecordedLength;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed takes nothing of a recording with it.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OrphanedWorkerTest {
    /// The worker would end by force after five, and leave a file without its end.
    private static final long END_SECONDS = 60;

    private static final long RECORDED_MILLIS = 3_000;

    /// Stands for the server: records, sends to the port that it is told, says its worker's process
    /// and what is recorded, and is killed.
    static final class Server {
        private Server() {}

        public static void main(String[] arguments) throws Exception {
            SupervisedProgram program =
                    new SupervisedProgram(
                            WorkerCommandLine.ofThisProcess(Path.of(arguments[2])),
                            new WorkerCommand.Start(
                                    false,
                                    new VideoSettings(
                                            320, 180, 25, 300_000, 2, VideoSettings.OPENH264),
                                    64_000,
                                    100,
                                    List.of(),
                                    Scene.grid(),
                                    0),
                            new MediaLink(),
                            SupervisedProgram.STALL_LIMIT.multipliedBy(4),
                            new Telling(),
                            _ -> {});
            program.add(
                    new WorkerCommand.AddDestination(
                            "deaf",
                            "rtmp://127.0.0.1:" + arguments[1] + "/live",
                            "key",
                            List.of("127.0.0.0/8")));
            program.startRecording(new WorkerCommand.StartRecording(arguments[0], "lesson"));
            while (program.pid() <= 0) {
                Thread.sleep(10);
            }
            System.out.println("worker " + program.pid());
            Thread.currentThread().join();
        }

        private static final class Telling implements ProgramListener {
            @Override
            public void onStarted(int part) {
                // The process is asked for instead.
            }

            @Override
            public void onEvent(WorkerEvent event) {
                if (event instanceof WorkerEvent.Outputs outputs && outputs.file() != null) {
                    System.out.println("recorded " + outputs.file().millis());
                }
            }

            @Override
            public void onLost(String reason) {
                System.out.println("lost " + reason);
            }

            @Override
            public void onEnded() {
                // It never does.
            }
        }
    }

    @Test
    void aRecordingIsWholeThoughItsServerWasKilled(@TempDir Path directory) throws Exception {
        // It takes connections and never says a word.
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            Process server = start(directory, deaf.getLocalPort());
            try (BufferedReader said = server.inputReader()) {
                long worker = next(said, "worker ");
                long recorded = 0;
                while (recorded < RECORDED_MILLIS) {
                    recorded = next(said, "recorded ");
                }
                ProcessHandle orphan = ProcessHandle.of(worker).orElseThrow();
                server.destroyForcibly();
                orphan.onExit().get(END_SECONDS, TimeUnit.SECONDS);
                assertFalse(orphan.isAlive());
                RecordedLength found = length(directory.resolve("lesson.mp4"));
                assertTrue(found.finished(), found.toString());
                assertTrue(found.millis() >= recorded, found + " of " + recorded);
            } finally {
                server.destroyForcibly();
            }
        }
    }

    private static Process start(Path directory, int port) throws IOException {
        String classes =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        Path natives = Path.of(System.getProperty("java.io.tmpdir"), "sluice-test-natives");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        Server.class.getName(),
                        directory.toString(),
                        String.valueOf(port),
                        natives.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long next(BufferedReader said, String about) throws IOException {
        while (true) {
            String line = said.readLine();
            assertNotNull(line, "the server ended");
            if (line.startsWith(about)) {
                return Long.parseLong(line.substring(about.length()));
            }
        }
    }

    private static RecordedLength length(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return RecordedLength.of(channel);
        }
    }
}
