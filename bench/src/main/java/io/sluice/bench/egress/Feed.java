package io.sluice.bench.egress;

import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.supervise.MediaLink;
import io.sluice.rtp.codec.Codec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Sends what people in a room send, in real time, until it is closed.
final class Feed implements AutoCloseable {
    private static final int PACKET_BYTES = 2_048;

    /// So that they do not all send at once.
    private static final long APART_NANOS = 7_000_000;

    private static final long STEP_NANOS = 1_000_000;

    private final List<FedStream> streams;
    private final List<Long> flashes = new ArrayList<>();
    private final Thread thread;
    private long worstLateNanos;
    private volatile boolean picturesEnded;
    private volatile boolean closed;

    /// Starts to send.
    Feed(Scenario scenario, ClipMaker clips, MediaLink link)
            throws IOException, InterruptedException {
        streams = streams(scenario, clips, new Link(link));
        begin(streams, System.nanoTime());
        thread = Thread.ofPlatform().daemon().name("feed").start(this::run);
    }

    /// What everybody in the scenario sends.
    static List<FedStream> streams(Scenario scenario, ClipMaker clips, FedStream.Receiver receiver)
            throws IOException, InterruptedException {
        List<FedStream> streams = new ArrayList<>();
        MemorySegment scratch = Arena.ofAuto().allocate(PACKET_BYTES, Long.BYTES);
        for (int i = 0; i < scenario.people(); i++) {
            Clip.Picture picture = scenario.picture();
            if (picture != null && scenario.isSeen(i)) {
                Clip clip = clips.picture(picture, i);
                streams.add(new FedStream(i, scenario.codec(), clip, receiver, scratch));
            }
            Clip voice = clips.sound(i);
            streams.add(new FedStream(i, Codec.OPUS, voice, receiver, scratch));
        }
        return streams;
    }

    /// Lets them begin, one person after the other.
    static void begin(List<FedStream> streams, long nanos) {
        for (FedStream stream : streams) {
            stream.start(nanos + LinkFormat.slot(stream.number()) * APART_NANOS);
        }
    }

    /// The way to a worker.
    private record Link(MediaLink link) implements FedStream.Receiver {
        @Override
        public void rtp(
                int stream, Codec codec, long nanos, MemorySegment s, long offset, int length) {
            link.rtp(stream, codec, nanos, s, offset, length);
        }

        @Override
        public void rtcp(int stream, long nanos, MemorySegment s, long offset, int length) {
            link.rtcp(stream, nanos, s, offset, length);
        }
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            for (FedStream stream : streams) {
                while (stream.dueNanos() <= now && !(picturesEnded && stream.isVideo())) {
                    send(stream, now);
                }
            }
            LockSupport.parkNanos(this, STEP_NANOS);
        }
    }

    private void send(FedStream stream, long now) {
        synchronized (flashes) {
            worstLateNanos = Math.max(worstLateNanos, now - stream.dueNanos());
        }
        int frame = stream.send(System.nanoTime());
        // The first one's picture is the one that is looked at.
        boolean watched = stream.number() == LinkFormat.videoStream(0);
        if (watched && Clip.flashBegins(frame)) {
            synchronized (flashes) {
                flashes.add(System.nanoTime());
            }
        }
    }

    /// The worker cannot go on with this stream without a keyframe.
    void askForKeyframe(int number) {
        for (FedStream stream : streams) {
            if (stream.number() == number) {
                stream.askForKeyframe();
            }
        }
    }

    /// All cameras go off.
    void endPictures() {
        picturesEnded = true;
    }

    /// When the last packet of each flash was handed over.
    List<Long> flashNanos() {
        synchronized (flashes) {
            return List.copyOf(flashes);
        }
    }

    /// By how much a frame left too late at most since this was asked last.
    long takeWorstLateNanos() {
        synchronized (flashes) {
            long worst = worstLateNanos;
            worstLateNanos = 0;
            return worst;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
