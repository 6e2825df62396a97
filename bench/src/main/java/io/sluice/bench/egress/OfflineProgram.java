package io.sluice.bench.egress;

import io.sluice.egress.decode.Libav;
import io.sluice.egress.encode.EncodedSink;
import io.sluice.egress.program.Engine;
import io.sluice.egress.program.ProgramEngine;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/// A program's engine, fed as fast as it goes: time is what the packets say.
final class OfflineProgram implements FedStream.Receiver, Engine.Requests, EncodedSink {
    /// Any time does.
    private static final long START_NANOS = 1_000_000_000_000L;

    private final List<FedStream> streams;
    private final Engine engine;
    private final RtpPacket packet = new RtpPacket();
    private String trouble = "";
    private int pictures;

    /// @param scenario one whose picture is composed
    OfflineProgram(Scenario scenario, ClipMaker clips) throws IOException, InterruptedException {
        Libav.quiet();
        streams = Feed.streams(scenario, clips, this);
        Feed.begin(streams, START_NANOS);
        engine = new ProgramEngine(EgressRun.start(scenario, START_NANOS), START_NANOS, this, this);
        engine.people(EgressRun.seats(scenario));
    }

    /// Pictures that came out so far.
    int pictures() {
        return pictures;
    }

    /// Goes on to this length of output.
    void runUntil(Duration length) throws IOException {
        long end = START_NANOS + length.toNanos();
        while (engine.deadlineNanos() < end) {
            long now = engine.deadlineNanos();
            for (FedStream stream : streams) {
                while (stream.dueNanos() <= now) {
                    int _ = stream.send(stream.dueNanos());
                }
            }
            engine.onDeadline(now);
            if (!trouble.isEmpty()) {
                throw new IOException("the program cannot be made: " + trouble);
            }
        }
    }

    void close() {
        engine.close();
    }

    @Override
    public void rtp(int stream, Codec codec, long nanos, MemorySegment s, long offset, int length) {
        if (packet.wrap(s, offset, length)) {
            engine.onRtp(stream, codec, packet, nanos);
        }
    }

    @Override
    public void rtcp(int stream, long nanos, MemorySegment s, long offset, int length) {
        engine.onRtcp(stream, s, offset, length);
    }

    @Override
    public void keyframe(int number) {
        for (FedStream stream : streams) {
            if (stream.number() == number) {
                stream.askForKeyframe();
            }
        }
    }

    @Override
    public void failed(String reason) {
        trouble = reason;
    }

    @Override
    public void videoConfig(MediaCodec codec, ByteBuffer record, int width, int height) {
        // Nobody watches.
    }

    @Override
    public void audioConfig(ByteBuffer config, int sampleRate, int channels) {
        // Nobody listens.
    }

    @Override
    public void video(ByteBuffer units, long dtsNanos, long ptsNanos, boolean keyframe) {
        pictures++;
    }

    @Override
    public void audio(ByteBuffer frame, long ptsNanos) {
        // Made as the pictures are.
    }
}
