package io.sluice.egress.output.hls;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.Fmp4Muxer;
import io.sluice.egress.output.StreamSettings;
import org.jspecify.annotations.Nullable;

/// Cuts frames into parts and segments: a part before it would grow longer than it may, a segment
/// at a keyframe. Sans-IO.
final class HlsSegmenter {
    /// Half a millisecond: times of frames are rounded.
    private static final long TOLERANCE_NANOS = 500_000;

    private final HlsStream stream;
    private @Nullable Fmp4Muxer muxer;
    private @Nullable StreamSettings settings;
    private int initialization = -1;
    private long nextNumber;
    private long segmentStart;
    private long partStart;
    private boolean independent;
    private long lastNanos;
    private long intervalNanos;

    HlsSegmenter(HlsStream stream) {
        this.stream = stream;
    }

    @Nullable StreamSettings settings() {
        return settings;
    }

    /// Takes the next frame; whether the playlist has changed.
    boolean add(EncodedFrame frame) {
        StreamSettings known = settings;
        boolean changed =
                known == null
                        || (known != frame.settings() && !known.sameDecoders(frame.settings()));
        if (changed && !frame.startsHere()) {
            return false;
        }
        if (changed) {
            begin(frame);
            return true;
        }
        Fmp4Muxer into = muxer;
        if (into == null) {
            return false;
        }
        boolean leads = (frame.track() == EncodedFrame.Track.VIDEO) == frame.settings().hasVideo();
        boolean cut = leads && cutBefore(frame, into);
        into.add(frame);
        if (leads) {
            intervalNanos = Math.max(0, frame.dtsNanos() - lastNanos);
            lastNanos = frame.dtsNanos();
        }
        return cut;
    }

    private void begin(EncodedFrame frame) {
        long now = frame.dtsNanos();
        boolean discontinuous = muxer != null;
        if (muxer != null && !muxer.isEmpty()) {
            // What is missing between two encoders belongs to no part.
            part(muxer, Math.min(now, lastNanos + intervalNanos));
        }
        stream.complete();
        settings = frame.settings();
        Fmp4Muxer fresh = new Fmp4Muxer(frame.settings(), now);
        muxer = fresh;
        stream.initialization(++initialization, fresh.initialization());
        segment(now, discontinuous);
        fresh.add(frame);
        independent = true;
        lastNanos = now;
    }

    private boolean cutBefore(EncodedFrame frame, Fmp4Muxer into) {
        long now = frame.dtsNanos();
        HlsSettings rules = stream.settings();
        long length = now - segmentStart;
        boolean atKeyframe = frame.startsHere() && length >= rules.segmentNanos() - TOLERANCE_NANOS;
        boolean newSegment = atKeyframe || length + intervalNanos > rules.maxSegmentNanos();
        long grown = now + intervalNanos - partStart;
        if (!newSegment && grown <= rules.partNanos() + TOLERANCE_NANOS) {
            return false;
        }
        part(into, now);
        independent = frame.startsHere();
        if (newSegment) {
            stream.complete();
            segment(now, false);
        }
        return true;
    }

    private void part(Fmp4Muxer into, long now) {
        long duration = now - partStart;
        stream.add(new HlsPart(into.cut(now), duration, independent));
        partStart = now;
    }

    private void segment(long now, boolean discontinuous) {
        stream.begin(new HlsSegment(nextNumber++, initialization, discontinuous));
        segmentStart = now;
        partStart = now;
    }

    /// The program is over.
    void end() {
        if (muxer != null && !muxer.isEmpty()) {
            part(muxer, lastNanos + intervalNanos);
        }
        stream.complete();
        stream.end();
    }
}
