package io.sluice.egress.program;

import io.sluice.egress.compose.Fonts;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.decode.Libav;
import io.sluice.egress.encode.EncodedSink;
import io.sluice.egress.passthrough.PassthroughEngine;
import io.sluice.egress.testing.Publisher;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtp.codec.Codec;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What a program costs: CPU-seconds per minute of output, replayed offline. Not a test.
///
/// Arguments: `grid|passthrough|audio`, width, height, frames per second, bitrate, width and height
/// of each of four publishers, seconds.
final class ProgramBench {
    private static final long START = 1_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int WARM_SECONDS = 5;

    private ProgramBench() {}

    public static void main(String[] arguments) {
        Libav.quiet();
        int[] n = new int[arguments.length];
        for (int i = 1; i < n.length; i++) {
            n[i] = Integer.parseInt(arguments[i]);
        }
        String kind = arguments[0];
        boolean passthrough = kind.equals("passthrough");
        int people = passthrough ? 1 : 4;
        int seconds = n[7];
        Start start =
                new Start(
                        passthrough,
                        new VideoSettings(n[1], n[2], n[3], n[4], 2, VideoSettings.OPENH264),
                        128_000,
                        150,
                        Fonts.find(List.of()).stream().map(java.io.File::getPath).toList(),
                        Scene.grid(),
                        START);
        Replay replay = new Replay();
        List<Seat> seats = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            Publisher publisher =
                    new Publisher(
                                    i,
                                    passthrough ? Codec.H264 : Codec.VP8,
                                    n[5],
                                    n[6],
                                    80 + 20 * i,
                                    90 + 30 * i,
                                    200 - 30 * i,
                                    300 + 100 * i)
                            .steady()
                            .textured(n[5] > 640 ? 1_500_000 : 500_000);
            replay.add(publisher.publish(START, seconds + 1, i));
            seats.add(new Seat("p" + i, "王小明 " + i, i, true, Seat.NONE));
        }
        if (kind.equals("audio")) {
            replay.arrivals.removeIf(arrival -> arrival.isVideo());
        }
        Count count = new Count();
        Engine engine =
                passthrough
                        ? new PassthroughEngine(start, START, count, replay)
                        : new ProgramEngine(start, START, count, replay);
        engine.people(seats);
        long[] warm = new long[1];
        var threads = ManagementFactory.getThreadMXBean();
        replay.at(START + WARM_SECONDS * SECOND, () -> warm[0] = threads.getCurrentThreadCpuTime());
        replay.run(engine, START + seconds * SECOND);
        double cpu = (threads.getCurrentThreadCpuTime() - warm[0]) / 1e9;
        double perMinute = cpu / (seconds - WARM_SECONDS) * 60;
        System.out.printf(
                "%s %dx%d@%d from %dx%d: %.1f CPU-s/min, %d kbit/s%n",
                kind, n[1], n[2], n[3], n[5], n[6], perMinute, count.bytes * 8 / seconds / 1000);
    }

    private static final class Count implements EncodedSink {
        long bytes;

        @Override
        public void videoConfig(MediaCodec codec, ByteBuffer record, int width, int height) {}

        @Override
        public void audioConfig(ByteBuffer config, int sampleRate, int channels) {}

        @Override
        public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
            bytes += units.remaining();
        }

        @Override
        public void audio(ByteBuffer frame, long ptsNanos) {
            bytes += frame.remaining();
        }
    }
}
