package io.sluice.egress.output;

/// Maps the times of a program to those of one connection: milliseconds from its first frame on,
/// which never go back within a track.
///
/// The connection after a lost one begins at 0 too: to the server it is another stream, "typically
/// each stream will start with a timestamp of 0" (RTMP 1.0 §4), and that is what servers know from
/// OBS and ffmpeg.
final class OutputTimeline {
    static final long BEFORE_START = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private boolean started;
    private long startNanos;
    private long lastVideo;
    private long lastAudio;

    /// The time of a frame, or [#BEFORE_START] for sound that precedes the first picture.
    long decodeMillis(EncodedFrame frame) {
        if (!started) {
            started = true;
            startNanos = frame.dtsNanos();
        }
        long time = Math.floorDiv(frame.dtsNanos() - startNanos, NANOS_PER_MILLI);
        if (time < 0) {
            return BEFORE_START;
        }
        if (frame.track() == EncodedFrame.Track.VIDEO) {
            lastVideo = Math.max(lastVideo, time);
            return lastVideo;
        }
        lastAudio = Math.max(lastAudio, time);
        return lastAudio;
    }

    /// By how much a picture is shown later than decoded.
    static int compositionMillis(EncodedFrame frame) {
        long offset = Math.floorDiv(frame.ptsNanos() - frame.dtsNanos(), NANOS_PER_MILLI);
        return Math.clamp(offset, -5_000, 5_000);
    }
}
