package io.sluice.egress.output;

/// One encoded picture or piece of sound of a program, shared by all outputs: nobody writes into
/// it.
///
/// Times are nanoseconds since the start of the program. Pictures are NAL units behind lengths of
/// 32 bits (H.264, HEVC) or OBUs (AV1), sound is AAC without ADTS.
public final class EncodedFrame {
    /// Picture or sound.
    public enum Track {
        /// A picture.
        VIDEO,
        /// 1,024 samples of sound.
        AUDIO
    }

    private final Track track;
    private final long dtsNanos;
    private final long ptsNanos;
    private final boolean keyframe;
    private final byte[] bytes;
    private final StreamSettings settings;

    private EncodedFrame(
            Track track,
            long dtsNanos,
            long ptsNanos,
            boolean keyframe,
            byte[] bytes,
            StreamSettings settings) {
        this.track = track;
        this.dtsNanos = dtsNanos;
        this.ptsNanos = ptsNanos;
        this.keyframe = keyframe;
        this.bytes = bytes;
        this.settings = settings;
    }

    /// A picture; the array is taken over, not copied.
    public static EncodedFrame video(
            long dtsNanos, long ptsNanos, boolean keyframe, byte[] bytes, StreamSettings settings) {
        return new EncodedFrame(Track.VIDEO, dtsNanos, ptsNanos, keyframe, bytes, settings);
    }

    /// A piece of sound; the array is taken over, not copied.
    public static EncodedFrame audio(long ptsNanos, byte[] bytes, StreamSettings settings) {
        return new EncodedFrame(Track.AUDIO, ptsNanos, ptsNanos, false, bytes, settings);
    }

    /// The same frame at a later time.
    public EncodedFrame later(long nanos) {
        return new EncodedFrame(
                track, dtsNanos + nanos, ptsNanos + nanos, keyframe, bytes, settings);
    }

    /// Picture or sound.
    public Track track() {
        return track;
    }

    /// When it is decoded.
    public long dtsNanos() {
        return dtsNanos;
    }

    /// When it is shown or heard.
    public long ptsNanos() {
        return ptsNanos;
    }

    /// Whether a viewer can begin here: an IDR picture, or any sound of a program without a
    /// picture.
    public boolean startsHere() {
        return settings.hasVideo() ? track == Track.VIDEO && keyframe : track == Track.AUDIO;
    }

    /// Whether it is an IDR picture.
    public boolean keyframe() {
        return keyframe;
    }

    /// The frame itself.
    public byte[] bytes() {
        return bytes;
    }

    /// How it is coded.
    public StreamSettings settings() {
        return settings;
    }
}
