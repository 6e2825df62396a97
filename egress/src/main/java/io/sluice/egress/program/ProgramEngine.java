package io.sluice.egress.program;

import io.sluice.egress.compose.Composer;
import io.sluice.egress.compose.Fonts;
import io.sluice.egress.compose.Person;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Scene.Slate;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.encode.EncodedSink;
import io.sluice.egress.encode.VideoEncoder;
import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A composed program: one picture and one sound of all that comes in.
public final class ProgramEngine implements Engine {
    private static final long NANOS = 1_000_000_000L;

    /// Pictures later than this are left out, or a slow machine would fall behind for good.
    private static final long MAX_LATE_NANOS = 100_000_000;

    private final long startNanos;
    private final int rate;
    private final Requests requests;
    private final Sound sound;
    private final Inputs inputs;
    private final Composer composer;
    private final VideoEncoder encoder;
    private int people;
    private long tick;
    private long pictures;
    private long skipped;

    /// Starts a program at this time.
    public ProgramEngine(Start start, long nowNanos, EncodedSink sink, Requests requests) {
        startNanos = nowNanos;
        rate = start.video().framesPerSecond();
        this.requests = requests;
        sound = new Sound(start.audioBps(), nowNanos, sink);
        inputs = new Inputs(sound.mixer(), start.playoutDelayMillis() * 1_000_000L);
        composer =
                new Composer(
                        start.video().width(), start.video().height(), Fonts.find(start.fonts()));
        encoder = new VideoEncoder(start.video(), sink);
        scene(start.scene());
    }

    @Override
    public void onRtp(int stream, Codec codec, RtpPacket packet, long arrivalNanos) {
        inputs.onRtp(stream, codec, packet, arrivalNanos);
    }

    @Override
    public void onRtcp(int stream, MemorySegment s, long offset, int length) {
        inputs.onRtcp(stream, s, offset, length);
    }

    @Override
    public void people(List<Seat> seats) {
        List<Person> persons = new ArrayList<>(seats.size());
        Set<VideoInput> owned = new HashSet<>();
        for (Seat seat : seats) {
            persons.add(
                    new Person(
                            seat.id(),
                            seat.name(),
                            feed(seat, seat.slot(), seat.cameraOn(), false, owned),
                            feed(seat, seat.screenSlot(), true, true, owned)));
        }
        inputs.forEachVideo(input -> {
            if (!owned.contains(input)) {
                input.owner(null, false, false);
            }
        });
        people = seats.size();
        composer.people(persons);
    }

    private @Nullable VideoInput feed(
            Seat seat, int slot, boolean on, boolean screen, Set<VideoInput> owned) {
        if (slot < 0 || slot >= LinkFormat.MAX_SLOTS) {
            return null;
        }
        VideoInput input = inputs.video(slot);
        input.owner(seat.id(), on, screen);
        owned.add(input);
        return input;
    }

    @Override
    public void scene(Scene scene) {
        composer.scene(scene);
        sound.mute(scene.muted() || scene.slate() != Slate.NONE);
    }

    @Override
    public void requestKeyframe() {
        encoder.requestKeyframe();
    }

    @Override
    public long deadlineNanos() {
        return tickNanos(tick);
    }

    private long tickNanos(long number) {
        return startNanos + number * NANOS / rate;
    }

    @Override
    public void onDeadline(long nowNanos) {
        while (tickNanos(tick) <= nowNanos) {
            makePicture(tickNanos(tick), nowNanos);
            tick++;
        }
    }

    private void makePicture(long dueNanos, long nowNanos) {
        // What is due nearer to this picture than to the next is shown in it.
        inputs.forEachVideo(input -> input.poll(dueNanos + NANOS / rate / 2, requests));
        if (nowNanos - dueNanos > MAX_LATE_NANOS) {
            skipped++;
        } else {
            encoder.encode(composer.compose(), tick);
            pictures++;
        }
        sound.advance(dueNanos);
    }

    @Override
    public EngineCounts counts() {
        long[] lost = new long[1];
        inputs.forEachVideo(input -> lost[0] += input.buffer().losses());
        return new EngineCounts(
                pictures,
                skipped,
                encoder.encodedBytes(),
                sound.encodedBytes(),
                sound.mixer().takePeak(),
                people,
                lost[0]);
    }

    @Override
    public void close() {
        inputs.close();
        encoder.close();
        sound.close();
        composer.close();
    }
}
