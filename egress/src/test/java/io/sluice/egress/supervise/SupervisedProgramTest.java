package io.sluice.egress.supervise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.hls.HlsSettings;
import io.sluice.egress.output.hls.HlsSource;
import io.sluice.egress.testing.Arrival;
import io.sluice.egress.testing.Publisher;
import io.sluice.rtp.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Real worker processes, ended by real signals.
@EnabledOnOs(OS.LINUX)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SupervisedProgramTest {
    private static final long WAIT_SECONDS = 60;

    /// Builds share a machine: longer than in a server, or a busy worker is taken for a dead one.
    private static final Duration STALL_LIMIT = Duration.ofSeconds(8);

    /// Runs with the server's limit instead.
    private static final String OWN_LIMIT = "own-limit";

    /// Everything a program told, in order.
    private static final class Told implements ProgramListener {
        final LinkedBlockingQueue<Object> all = new LinkedBlockingQueue<>();

        @Override
        public void onStarted(int part) {
            all.add(part);
        }

        @Override
        public void onEvent(WorkerEvent event) {
            all.add(event);
        }

        @Override
        public void onLost(String reason) {
            all.add(reason);
        }

        @Override
        public void onEnded() {
            all.add("ended");
        }

        /// The next that is like this.
        Object await(Predicate<Object> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (true) {
                Object next = all.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertNotNull(next, "it never came");
                if (wanted.test(next)) {
                    return next;
                }
            }
        }

        WorkerEvent.Status awaitStatus(Predicate<WorkerEvent.Status> wanted)
                throws InterruptedException {
            return (WorkerEvent.Status)
                    await(next -> next instanceof WorkerEvent.Status s && wanted.test(s));
        }
    }

    private final Told told = new Told();
    private final LinkedBlockingQueue<EncodedFrame> watched = new LinkedBlockingQueue<>();
    private final HlsSource hls = new HlsSource(HlsSettings.lowLatency());
    private final AtomicBoolean publishing = new AtomicBoolean(true);
    private SupervisedProgram program;

    @BeforeEach
    void begin(TestInfo test) {
        program =
                new SupervisedProgram(
                        new WorkerCommandLine(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Path.of(
                                        System.getProperty("java.io.tmpdir"),
                                        "sluice-test-natives"),
                                List.of()),
                        new Start(
                                false,
                                new VideoSettings(640, 360, 30, 500_000, 2, VideoSettings.OPENH264),
                                64_000,
                                100,
                                List.of(),
                                Scene.grid(),
                                0),
                        new MediaLink(),
                        test.getTags().contains(OWN_LIMIT)
                                ? SupervisedProgram.STALL_LIMIT
                                : STALL_LIMIT,
                        told,
                        this::watch);
    }

    private void watch(EncodedFrame frame) {
        hls.onFrame(frame);
        watched.add(frame);
    }

    private EncodedFrame awaitFrame(Predicate<EncodedFrame> wanted) throws InterruptedException {
        while (true) {
            EncodedFrame frame = watched.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertNotNull(frame, "it never came");
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    @AfterEach
    void end() {
        publishing.set(false);
        program.close();
    }

    /// Sends what a publisher has, at its pace, over and over.
    private void publish() {
        List<Arrival> arrivals =
                new Publisher(0, Codec.VP8, 320, 180, 80, 90, 200, 440)
                        .steady()
                        .onlyHeard()
                        .publish(0, 60, 1);
        Thread _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            long start = System.nanoTime();
                            for (Arrival arrival : arrivals) {
                                send(arrival, start + arrival.nanos());
                            }
                        });
    }

    private void send(Arrival arrival, long atNanos) {
        while (publishing.get() && System.nanoTime() < atNanos) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        MediaLink media = program.media();
        if (arrival.rtcp) {
            media.rtcp(arrival.stream, atNanos, arrival.packet, 0, arrival.length());
        } else {
            media.rtp(arrival.stream, arrival.codec, atNanos, arrival.packet, 0, arrival.length());
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertTrue(pid > 0);
        assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor());
    }

    @Test
    void aWorkerMakesAProgramOfWhatItIsHanded() throws Exception {
        program.people(List.of(new Seat("p", "王小明", 0, true, Seat.NONE)));
        program.show(Scene.grid().with(Layout.SOLO));
        told.awaitStatus(_ -> true);
        publish();

        WorkerEvent.Status status = told.awaitStatus(s -> s.peak() > 0.05 && s.pictures() > 10);
        assertEquals(1, status.people());
        assertTrue(status.cpuMillis() > 0);
        assertTrue(status.residentBytes() > 0);
        assertTrue(status.videoBps() > 0);
        program.stop();
        told.await(next -> next instanceof WorkerEvent.Stopped);
        told.await("ended"::equals);
        assertEquals(0, program.restartCount());
    }

    @Test
    void aWorkerThatCrashesIsReplacedAndToldTheSame() throws Exception {
        program.people(List.of(new Seat("p", "Anna", 0, true, Seat.NONE)));
        told.awaitStatus(_ -> true);
        publish();
        told.awaitStatus(s -> s.peak() > 0.05);
        long killed = System.nanoTime();
        signal("SEGV", program.pid());

        told.await(String.class::isInstance);
        assertEquals(2, told.await(Integer.class::isInstance));
        WorkerEvent.Status status = told.awaitStatus(s -> s.peak() > 0.05);
        assertEquals(1, status.people());
        double seconds = (System.nanoTime() - killed) / 1e9;
        assertTrue(seconds < 20, "back after " + seconds + " s");
        assertEquals(1, program.restartCount());
    }

    @Test
    void aRecordingGoesOnAsANumberedPartAndNoKeyIsSeen(@TempDir Path directory) throws Exception {
        String key = "live_5ecret";
        program.add(
                new WorkerCommand.AddDestination("d1", "rtmp://127.0.0.1:9/app", key, List.of()));
        program.add(
                new WorkerCommand.AddDestination(
                        "d2",
                        "srt://127.0.0.1:9?passphrase=pass_" + key,
                        "id_" + key,
                        List.of("127.0.0.0/8")));
        program.startRecording(new WorkerCommand.StartRecording(directory.toString(), "lesson"));
        WorkerEvent.Outputs outputs =
                (WorkerEvent.Outputs)
                        told.await(next ->
                                next instanceof WorkerEvent.Outputs o
                                        && o.destinations().size() == 2
                                        && o.file() != null
                                        && o.file().bytes() > 1000);
        assertEquals("d1", outputs.destinations().getFirst().id());
        assertFalse(outputs.toString().contains(key));
        for (String name : List.of("cmdline", "environ")) {
            Path file = Path.of("/proc", "" + program.pid(), name);
            assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(key));
        }
        signal("SEGV", program.pid());
        told.await(next ->
                next instanceof WorkerEvent.Outputs o
                        && o.file() != null
                        && o.file().bytes() > 1000
                        && o.file().files().getFirst().endsWith("lesson-2.mp4"));
        program.stop();
        told.await("ended"::equals);
        for (String name : List.of("lesson.mp4", "lesson-2.mp4")) {
            byte[] head = Files.readAllBytes(directory.resolve(name));
            assertEquals("ftyp", new String(head, 4, 4, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsEncodedComesBackAndGoesOnWithTheNextWorker() throws Exception {
        EncodedFrame first = awaitFrame(_ -> true);
        assertTrue(first.startsHere());
        assertEquals(640, first.settings().width());
        EncodedFrame sound = awaitFrame(frame -> frame.track() == EncodedFrame.Track.AUDIO);
        assertEquals(48_000, sound.settings().sampleRate());
        awaitFrame(frame -> frame.dtsNanos() > 2_500_000_000L);
        signal("SEGV", program.pid());

        EncodedFrame next = awaitFrame(frame -> !first.settings().sameDecoders(frame.settings()));
        assertTrue(next.startsHere());
        assertTrue(next.dtsNanos() > 2_500_000_000L, "at " + next.dtsNanos());
        awaitFrame(frame -> frame.dtsNanos() > next.dtsNanos() + 1_000_000_000L);
        String playlist = new String(hls.mediaPlaylist("", -1, -1, 0).orElseThrow(), US_ASCII);
        assertTrue(playlist.contains("#EXT-X-DISCONTINUITY\n"), playlist);
        assertTrue(playlist.contains("PART-TARGET=0.3"), playlist);
    }

    /// When, is for [StallWatchTest].
    @Test
    @Tag(OWN_LIMIT)
    void aWorkerThatStallsIsReplaced() throws Exception {
        told.awaitStatus(_ -> true);
        signal("STOP", program.pid());

        assertTrue(((String) told.await(String.class::isInstance)).contains("answer"));
        assertEquals(2, told.await(Integer.class::isInstance));
        told.awaitStatus(s -> s.pictures() > 5);
    }

    /// The loop that hands over packets is never held up, and what it leaves out is counted.
    @Test
    void aSlowWorkerCostsFramesAndNothingElse() throws Exception {
        told.awaitStatus(_ -> true);
        signal("STOP", program.pid());
        List<Arrival> arrivals =
                new Publisher(0, Codec.VP8, 320, 180, 80, 90, 200, 440).steady().publish(0, 1, 1);
        long longest = 0;
        for (int round = 0; round < 400 && program.media().droppedFrames() == 0; round++) {
            for (Arrival arrival : arrivals) {
                long before = System.nanoTime();
                program.media()
                        .rtp(
                                arrival.stream + round % 50 * 2,
                                arrival.codec,
                                before,
                                arrival.packet,
                                0,
                                arrival.length());
                longest = Math.max(longest, System.nanoTime() - before);
            }
        }
        assertTrue(program.media().droppedFrames() > 0);
        assertTrue(longest < 500_000_000, "held up for " + longest + " ns");
        told.await(next -> next.equals(2));
    }

    @Test
    void theSocketIsOursAloneAndNothingStaysBehind() throws Exception {
        told.awaitStatus(_ -> true);
        String line = Files.readString(Path.of("/proc", "" + program.pid(), "cmdline"));
        String[] arguments = line.split("\0", -1); // each ends with a zero
        Path socket = Path.of(arguments[arguments.length - 2]);
        assertEquals(
                "[OWNER_READ, OWNER_WRITE]",
                new java.util.TreeSet<>(Files.getPosixFilePermissions(socket)).toString());
        assertEquals(3, Files.getPosixFilePermissions(socket.getParent()).size());
        program.stop();
        told.await("ended"::equals);
        assertFalse(Files.exists(socket.getParent()));
    }
}
