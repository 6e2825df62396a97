package io.sluice.bench.egress;

import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.SenderReport;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// One stream as a room hands it to a worker: a clip over and over, each frame at its time, and a
/// sender report each second.
final class FedStream {
    /// Takes what a room would hand over.
    interface Receiver {
        /// A packet of media.
        void rtp(int stream, Codec codec, long nanos, MemorySegment s, long offset, int length);

        /// A compound with a sender report.
        void rtcp(int stream, long nanos, MemorySegment s, long offset, int length);
    }

    private static final long SECOND = 1_000_000_000L;

    /// Since 1900; any time of this century does.
    private static final long NTP_BASE_SECONDS = 3_900_000_000L;

    private static final int VIDEO_CLOCK = 90_000;
    private static final int AUDIO_CLOCK = 48_000;
    private static final int SOUNDS_PER_SECOND = 50;
    private static final long FIRST_SSRC = 1_000;
    private static final int VIDEO_TYPE = 96;
    private static final int AUDIO_TYPE = 111;

    private final int number;
    private final Codec codec;
    private final Clip clip;
    private final Receiver receiver;
    private final MemorySegment scratch;
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final AtomicBoolean keyframeWanted = new AtomicBoolean();
    private final int rate;
    private final int clock;
    private long startNanos;
    private long sent;
    private int frame;
    private int sequence;
    private long packets;
    private long octets;

    /// @param slot whose sound or picture it is
    /// @param scratch for one packet, of the one thread that sends
    FedStream(int slot, Codec codec, Clip clip, Receiver receiver, MemorySegment scratch) {
        boolean video = codec.isVideo();
        number = video ? LinkFormat.videoStream(slot) : LinkFormat.audioStream(slot);
        rate = video ? Scenario.FRAMES_IN : SOUNDS_PER_SECOND;
        clock = video ? VIDEO_CLOCK : AUDIO_CLOCK;
        this.codec = codec;
        this.clip = clip;
        this.receiver = receiver;
        this.scratch = scratch;
    }

    /// As the worker counts it.
    int number() {
        return number;
    }

    boolean isVideo() {
        return codec.isVideo();
    }

    /// The first frame is due then; sound and picture of one person begin together.
    void start(long nanos) {
        startNanos = nanos;
    }

    /// From any thread: a keyframe comes next.
    void askForKeyframe() {
        keyframeWanted.set(true);
    }

    long dueNanos() {
        return startNanos + sent * SECOND / rate;
    }

    /// Sends the next frame as of now; returns which of the clip it was.
    int send(long nowNanos) {
        if (keyframeWanted.getAndSet(false)) {
            frame = clip.keyframeFrom(frame);
        }
        int now = frame;
        var payloads = clip.frames().get(now).payloads();
        long timestamp = (sent * clock / rate) & 0xffff_ffffL;
        int type = codec.isVideo() ? VIDEO_TYPE : AUDIO_TYPE;
        for (int i = 0; i < payloads.size(); i++) {
            MemorySegment payload = payloads.get(i);
            boolean marker = codec.isVideo() && i + 1 == payloads.size();
            int head =
                    header.begin(scratch, 0, type, marker, sequence++ & 0xffff, timestamp, ssrc())
                            .finish();
            int length = (int) payload.byteSize();
            MemorySegment.copy(payload, 0, scratch, head, length);
            receiver.rtp(number, codec, nowNanos, scratch, 0, head + length);
            packets++;
            octets += length;
        }
        if (sent % rate == 0) {
            report(timestamp, nowNanos);
        }
        sent++;
        frame = (now + 1) % clip.frames().size();
        return now;
    }

    /// Says that what was just sent was taken when it was due.
    private void report(long timestamp, long nowNanos) {
        long due = dueNanos();
        long ntp =
                (NTP_BASE_SECONDS + due / SECOND) << Integer.SIZE
                        | (due % SECOND << Integer.SIZE) / SECOND;
        int length = SenderReport.write(scratch, 0, ssrc(), ntp, timestamp, packets, octets, 0);
        receiver.rtcp(number, nowNanos, scratch, 0, length);
    }

    private long ssrc() {
        return FIRST_SSRC + number;
    }
}
