package io.sluice.egress.program;

import io.sluice.egress.audio.AudioSource;
import io.sluice.egress.audio.Mixer;
import io.sluice.egress.audio.Samples;
import io.sluice.egress.input.AudioBuffer;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.input.SourceClock;
import io.sluice.egress.input.StreamTimeline;
import io.sluice.egress.input.VideoBuffer;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams that come in, by slot. They are made when their first packet arrives.
public final class Inputs implements AutoCloseable {
    private static final int VIDEO_RATE = 90_000;

    /// The sound and the picture of one slot.
    private static final class Slot {
        final SourceClock clock = new SourceClock();
        @Nullable AudioSource audio;
        @Nullable StreamTimeline audioTimeline;
        @Nullable VideoInput video;
        @Nullable StreamTimeline videoTimeline;
    }

    private final Slot[] slots = new Slot[LinkFormat.MAX_SLOTS];
    private final Mixer mixer;
    private final long delayNanos;
    private final RtcpReader rtcp = new RtcpReader();
    private final SenderReport report = new SenderReport();

    /// @param mixer hears every sound that comes
    public Inputs(Mixer mixer, long delayNanos) {
        this.mixer = mixer;
        this.delayNanos = delayNanos;
    }

    /// Takes a packet to the buffer of its stream.
    public void onRtp(int stream, Codec codec, RtpPacket packet, long arrivalNanos) {
        int number = LinkFormat.slot(stream);
        if (number >= slots.length) {
            return;
        }
        Slot slot = slot(number);
        if (codec.isVideo()) {
            videoOf(slot, number).buffer().onPacket(codec, packet, arrivalNanos);
        } else {
            audioOf(slot).buffer().onPacket(packet, arrivalNanos);
        }
    }

    /// Takes note of the sender reports in a compound.
    public void onRtcp(int stream, MemorySegment s, long offset, int length) {
        int number = LinkFormat.slot(stream);
        if (number >= slots.length) {
            return;
        }
        Slot slot = slot(number);
        boolean video = stream == LinkFormat.videoStream(number);
        StreamTimeline timeline = video ? videoTimeline(slot) : audioTimeline(slot);
        rtcp.wrap(s, offset, length);
        while (rtcp.next()) {
            if (report.wrap(rtcp)) {
                timeline.onSenderReport(report.ntpTime(), report.rtpTimestamp());
            }
        }
    }

    /// The picture of a slot.
    public VideoInput video(int number) {
        return videoOf(slot(number), number);
    }

    /// Calls for each picture there is.
    public void forEachVideo(Consumer<VideoInput> action) {
        for (Slot slot : slots) {
            if (slot != null && slot.video != null) {
                action.accept(slot.video);
            }
        }
    }

    private Slot slot(int number) {
        Slot slot = slots[number];
        if (slot == null) {
            slot = new Slot();
            slots[number] = slot;
        }
        return slot;
    }

    private StreamTimeline audioTimeline(Slot slot) {
        StreamTimeline timeline = slot.audioTimeline;
        if (timeline == null) {
            timeline = new StreamTimeline(Samples.RATE, slot.clock, delayNanos);
            slot.audioTimeline = timeline;
        }
        return timeline;
    }

    private StreamTimeline videoTimeline(Slot slot) {
        StreamTimeline timeline = slot.videoTimeline;
        if (timeline == null) {
            timeline = new StreamTimeline(VIDEO_RATE, slot.clock, delayNanos);
            slot.videoTimeline = timeline;
        }
        return timeline;
    }

    private AudioSource audioOf(Slot slot) {
        AudioSource source = slot.audio;
        if (source == null) {
            source = new AudioSource(new AudioBuffer(audioTimeline(slot)));
            slot.audio = source;
            mixer.add(source);
        }
        return source;
    }

    private VideoInput videoOf(Slot slot, int number) {
        VideoInput input = slot.video;
        if (input == null) {
            input =
                    new VideoInput(
                            LinkFormat.videoStream(number), new VideoBuffer(videoTimeline(slot)));
            slot.video = input;
        }
        return input;
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            if (slot == null) {
                continue;
            }
            if (slot.audio != null) {
                mixer.remove(slot.audio);
                slot.audio.close();
            }
            if (slot.video != null) {
                slot.video.close();
            }
        }
    }
}
