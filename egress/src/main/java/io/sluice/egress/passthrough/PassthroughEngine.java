package io.sluice.egress.passthrough;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.egress.encode.AnnexB;
import io.sluice.egress.encode.EncodedSink;
import io.sluice.egress.input.CodedFrame;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.input.VideoBuffer;
import io.sluice.egress.program.Engine;
import io.sluice.egress.program.EngineCounts;
import io.sluice.egress.program.Inputs;
import io.sluice.egress.program.Sound;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// One participant's H.264 goes out as it came, with all sound as AAC: nothing is decoded but Opus.
///
/// It has to be without B-frames, as browsers send it: what is seen first is sent first.
public final class PassthroughEngine implements Engine {
    /// How often it looks for frames that are due: each look costs waking up, and what it finds
    /// together goes out together.
    private static final long STEP_NANOS = 50_000_000;

    private static final long KEYFRAME_INTERVAL_NANOS = 1_000_000_000L;

    private final long startNanos;
    private final EncodedSink sink;
    private final Requests requests;
    private final Sound sound;
    private final Inputs inputs;
    private final AnnexB units = new AnnexB();
    private int slot = Seat.NONE;
    private long step;
    private long lastDts = -1;
    private long lastTimestamp = Long.MIN_VALUE;
    private long pictures;
    private long videoBytes;
    private int people;
    private boolean keyframeWanted;
    private boolean waits = true;
    private boolean refused;
    private long askedNanos = Long.MIN_VALUE / 2;

    /// Starts a program at this time.
    public PassthroughEngine(Start start, long nowNanos, EncodedSink sink, Requests requests) {
        startNanos = nowNanos;
        this.sink = sink;
        this.requests = requests;
        sound = new Sound(start.audioBps(), nowNanos, sink);
        inputs = new Inputs(sound.mixer(), start.playoutDelayMillis() * 1_000_000L);
        scene(start.scene());
    }

    @Override
    public void onRtp(int stream, Codec codec, RtpPacket packet, long arrivalNanos) {
        boolean picture = slot >= 0 && stream == LinkFormat.videoStream(slot);
        if (picture && codec != Codec.H264) {
            refuse("the participant sends " + codec.encodingName() + ", not H.264");
        } else if (picture || !codec.isVideo()) {
            inputs.onRtp(stream, codec, packet, arrivalNanos);
        }
    }

    @Override
    public void onRtcp(int stream, MemorySegment s, long offset, int length) {
        inputs.onRtcp(stream, s, offset, length);
    }

    @Override
    public void people(List<Seat> seats) {
        people = seats.size();
        int now = seats.isEmpty() ? Seat.NONE : seats.getFirst().slot();
        if (now != slot) {
            slot = now < LinkFormat.MAX_SLOTS ? now : Seat.NONE;
            waits = true;
            refused = false;
            lastTimestamp = Long.MIN_VALUE;
        }
    }

    /// Only its mute has a meaning here: the picture is the participant's own.
    @Override
    public void scene(Scene scene) {
        sound.mute(scene.muted());
    }

    @Override
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    @Override
    public long deadlineNanos() {
        return startNanos + step * STEP_NANOS;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (slot >= 0) {
            VideoBuffer buffer = inputs.video(slot).buffer();
            CodedFrame frame = buffer.poll(nowNanos);
            while (frame != null) {
                forward(frame);
                frame = buffer.poll(nowNanos);
            }
            if (nowNanos - askedNanos >= KEYFRAME_INTERVAL_NANOS
                    && (keyframeWanted || waits || buffer.keyframeWanted())) {
                askedNanos = nowNanos;
                keyframeWanted = false;
                requests.keyframe(LinkFormat.videoStream(slot));
            }
        }
        sound.advance(nowNanos);
        step = (nowNanos - startNanos) / STEP_NANOS + 1;
    }

    private void forward(CodedFrame frame) {
        if (waits && !frame.keyframe()) {
            return;
        }
        waits = false;
        if (frame.timestamp() < lastTimestamp) {
            refuse("the participant sends pictures out of their order (B-frames)");
            return;
        }
        lastTimestamp = frame.timestamp();
        units.read(frame.data(), frame.length());
        ByteBuffer record = units.takeRecord();
        if (record != null) {
            sink.videoConfig(MediaCodec.AVC, record, units.width(), units.height());
        }
        if (units.isEmpty()) {
            return;
        }
        // By its own time: sound and picture meet where their sender says.
        long pts = Math.max(frame.playoutNanos() - startNanos, lastDts + 1);
        lastDts = pts;
        pictures++;
        videoBytes += units.units().remaining();
        sink.video(units.units(), pts, pts, units.keyframe());
    }

    private void refuse(String reason) {
        if (!refused) {
            refused = true;
            requests.failed(reason);
        }
    }

    @Override
    public EngineCounts counts() {
        long lost = slot < 0 ? 0 : inputs.video(slot).buffer().losses();
        return new EngineCounts(
                pictures,
                0,
                videoBytes,
                sound.encodedBytes(),
                sound.mixer().takePeak(),
                people,
                lost);
    }

    @Override
    public void close() {
        inputs.close();
        sound.close();
    }
}
