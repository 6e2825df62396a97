package io.sluice.bench.egress;

import io.sluice.bench.load.Load;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.supervise.MediaLink;
import io.sluice.egress.supervise.ProgramListener;
import io.sluice.egress.supervise.SupervisedProgram;
import io.sluice.egress.supervise.WorkerCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One program, from the wish for it to its end: a worker that is started as the server does it,
/// gets what a room would give it and sends to an RTMP server of ours.
final class EgressRun {
    /// As the server has it unless it is configured otherwise.
    private static final int AUDIO_BPS = 128_000;

    private static final int PLAYOUT_DELAY_MILLIS = 100;
    private static final int FIRST_PICTURE_SECONDS = 20;
    private static final int SAMPLE_MILLIS = 500;
    private static final double SOUNDS_PER_SECOND = 48_000 / 1_024.0;

    /// Of what has to come out, in parts of it.
    private static final double TOLERANCE = 0.01;

    /// Flashes that must be seen again, in parts of them: else the picture is another's.
    private static final double SEEN = 0.8;

    private final Scenario scenario;
    private final WorkerCommandLine line;
    private final ClipMaker clips;
    private final Duration warmUp;
    private final Duration measured;

    /// @param warmUp of output before the measured part
    EgressRun(
            Scenario scenario,
            WorkerCommandLine line,
            ClipMaker clips,
            Duration warmUp,
            Duration measured) {
        this.scenario = scenario;
        this.line = line;
        this.clips = clips;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /// What was seen at one moment.
    private record Sight(long nanos, Duration cpu, List<RtmpSink.Picture> pictures, long sounds) {}

    /// @throws IOException also when the output is not what it has to be
    Result run() throws IOException, InterruptedException {
        Path file = Files.createTempFile("sluice-bench", ".flv");
        MediaLink link = new MediaLink();
        try (RtmpSink sink = new RtmpSink(file);
                Feed feed = new Feed(scenario, clips, link)) {
            return run(file, link, sink, feed);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Result run(Path file, MediaLink link, RtmpSink sink, Feed feed)
            throws IOException, InterruptedException {
        Trouble trouble = new Trouble(feed);
        Sight first;
        Sight last;
        long begin = System.nanoTime();
        long resident = 0;
        try (SupervisedProgram program = program(link, trouble)) {
            program.people(seats(scenario));
            program.add(
                    new WorkerCommand.AddDestination(
                            "sink", sink.url(), "key", List.of("127.0.0.0/8")));
            if (!sink.awaitFirstPicture(FIRST_PICTURE_SECONDS)) {
                throw new IOException("no picture came out; " + trouble.words());
            }
            if (scenario.soundAlone()) {
                feed.endPictures();
            }
            Thread.sleep(warmUp);
            long _ = feed.takeWorstLateNanos();
            first = look(program, sink);
            long end = first.nanos + measured.toNanos();
            for (long left = measured.toMillis();
                    left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                Thread.sleep(Math.min(left, SAMPLE_MILLIS));
                resident = Math.max(resident, Load.rssBytes(program.pid()));
            }
            last = look(program, sink);
        }
        trouble.check();
        return result(file, sink, feed, begin, first, last, resident);
    }

    private SupervisedProgram program(MediaLink link, ProgramListener listener) {
        // Watched as a server has it: the pages of a room show every program.
        return new SupervisedProgram(
                line, start(scenario, 0), link, SupervisedProgram.STALL_LIMIT, listener, _ -> {});
    }

    /// What a worker is told first.
    static WorkerCommand.Start start(Scenario scenario, long clockNanos) {
        return new WorkerCommand.Start(
                scenario.passthrough(),
                scenario.video(),
                AUDIO_BPS,
                PLAYOUT_DELAY_MILLIS,
                List.of(),
                Scene.grid(),
                clockNanos);
    }

    /// Who is in the room.
    static List<Seat> seats(Scenario scenario) {
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < scenario.people(); i++) {
            String name = "王小明 " + (i + 1);
            seats.add(new Seat("p" + i, name, i, scenario.isSeen(i), Seat.NONE));
        }
        return seats;
    }

    private static Sight look(SupervisedProgram program, RtmpSink sink) throws IOException {
        long nanos = System.nanoTime();
        Duration cpu =
                ProcessHandle.of(program.pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(() -> new IOException("the worker is gone"));
        return new Sight(nanos, cpu, sink.pictures(), sink.sounds());
    }

    private Result result(
            Path file, RtmpSink sink, Feed feed, long begin, Sight first, Sight last, long resident)
            throws IOException, InterruptedException {
        double wall = (last.nanos - first.nanos) / 1e9;
        double seconds = (last.sounds - first.sounds) / SOUNDS_PER_SECOND;
        expect("seconds of sound", wall, seconds);
        int pictures = last.pictures.size() - first.pictures.size();
        double rate = 0;
        if (!scenario.soundAlone()) {
            var from = first.pictures.getLast();
            seconds = (last.pictures.getLast().millis() - from.millis()) / 1e3;
            rate = pictures / seconds;
            expect("seconds of pictures", wall, seconds);
            expect("pictures per second", scenario.framesOut(), rate);
        }
        if (sink.publishers() != 1) {
            throw new IOException(sink.publishers() + " connections instead of one");
        }
        double late = feed.takeWorstLateNanos() / 1e6;
        List<Double> delays =
                scenario.picture() == null || scenario.soundAlone()
                        ? List.of()
                        : delays(file, sink, feed, first, last);
        return new Result(
                scenario,
                seconds,
                (last.cpu.toNanos() - first.cpu.toNanos()) / 1e9 / seconds * 60,
                0,
                first.cpu.toNanos() / 1e9,
                resident,
                pictures,
                rate,
                (sink.firstByteNanos() - begin) / 1e6,
                (last.pictures.getFirst().nanos() - begin) / 1e6,
                delays,
                late);
    }

    private List<Double> delays(Path file, RtmpSink sink, Feed feed, Sight first, Sight last)
            throws IOException, InterruptedException {
        sink.close();
        List<RtmpSink.Picture> all = sink.pictures();
        Ffmpeg decoder = scenario.enhanced() ? Ffmpeg.ofWorkers(line) : Ffmpeg.ofTheSystem();
        byte[] brightness = Delays.brightness(file, scenario.flashPlace(), decoder);
        if (brightness.length != all.size()) {
            throw new IOException(
                    "%d of %d pictures can be decoded".formatted(brightness.length, all.size()));
        }
        List<Long> sent =
                feed.flashNanos().stream()
                        .filter(nanos -> nanos >= first.nanos && nanos < last.nanos - 1_000_000_000)
                        .toList();
        List<Double> delays = Delays.millis(sent, all, brightness);
        if (delays.size() < SEEN * sent.size()) {
            throw new IOException(
                    "%d of %d flashes are seen in the output"
                            .formatted(delays.size(), sent.size()));
        }
        return delays;
    }

    private static void expect(String what, double wanted, double found) throws IOException {
        if (Math.abs(found - wanted) > TOLERANCE * wanted) {
            throw new IOException("%s: %.2f instead of %.2f".formatted(what, found, wanted));
        }
    }

    /// What must not happen to a program, and its wishes.
    private static final class Trouble implements ProgramListener {
        private final Feed feed;
        private final AtomicReference<@Nullable String> words = new AtomicReference<>();

        Trouble(Feed feed) {
            this.feed = feed;
        }

        @Override
        public void onStarted(int part) {
            // Its pictures say more.
        }

        @Override
        public void onEvent(WorkerEvent event) {
            switch (event) {
                case WorkerEvent.KeyframeWanted(int stream) -> feed.askForKeyframe(stream);
                case WorkerEvent.Failed(String reason) -> words.compareAndSet(null, reason);
                case WorkerEvent.Ready _,
                        WorkerEvent.Status _,
                        WorkerEvent.Outputs _,
                        WorkerEvent.Stopped _ -> {
                    // The output itself is looked at.
                }
            }
        }

        @Override
        public void onLost(String reason) {
            words.compareAndSet(null, reason);
        }

        @Override
        public void onEnded() {
            // It was asked to.
        }

        String words() {
            String said = words.get();
            return said == null ? "the worker says nothing" : said;
        }

        void check() throws IOException {
            if (words.get() != null) {
                throw new IOException("the worker did not do it: " + words());
            }
        }
    }
}
