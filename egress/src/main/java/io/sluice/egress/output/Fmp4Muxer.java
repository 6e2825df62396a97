package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/// Packs frames into fragmented MP4 (ISO 14496-12 §8.8): one beginning, then fragments that can be
/// played as they come. Sans-IO; made anew when the settings change.
public final class Fmp4Muxer {
    private static final long NANOS = 1_000_000_000L;

    /// Of AAC: samples in a frame.
    private static final int FRAME_SAMPLES = 1_024;

    private static final long NO_SAMPLE = -1;
    private static final int TFHD_BASE_IS_MOOF = 0x20000;
    private static final int TRUN_VIDEO = 0xf01;
    private static final int TRUN_AUDIO = 0x301;
    private static final long KEYFRAME_FLAGS = 0x02000000;
    private static final long DELTA_FLAGS = 0x01010000;

    private final StreamSettings settings;
    private final long originNanos;
    private final ByteWriter beginning = new ByteWriter();
    private final int durationAt;
    private final ByteWriter out = new ByteWriter();
    private final List<EncodedFrame> pictures = new ArrayList<>();
    private final List<EncodedFrame> sounds = new ArrayList<>();
    private final List<Long> soundTimes = new ArrayList<>();
    private long sequence = 1;
    private long nextSample = NO_SAMPLE;

    /// Counts time from `originNanos` of the program's time on; what is earlier is left out.
    public Fmp4Muxer(StreamSettings settings, long originNanos) {
        this.settings = settings;
        this.originNanos = originNanos;
        durationAt = Mp4Boxes.initialization(settings, beginning);
    }

    /// The beginning of the file.
    public byte[] initialization() {
        return beginning.toByteArray();
    }

    /// Where in [#initialization] the duration may be put afterwards.
    int durationAt() {
        return durationAt;
    }

    /// Adds a frame to the fragment that is being made.
    public void add(EncodedFrame frame) {
        if (frame.dtsNanos() < originNanos) {
            return;
        }
        if (frame.track() == EncodedFrame.Track.VIDEO) {
            pictures.add(frame);
        } else {
            addSound(frame);
        }
    }

    /// Sound follows without seams unless a frame is half a frame and more behind its place; one
    /// that would come a whole frame too late is left out, or sound would lag more and more.
    private void addSound(EncodedFrame frame) {
        long actual = ticks(frame.dtsNanos(), settings.sampleRate());
        long ahead = nextSample - actual;
        boolean first = nextSample == NO_SAMPLE;
        if (!first && ahead > FRAME_SAMPLES) {
            return;
        }
        long time = first || -ahead > FRAME_SAMPLES / 2 ? actual : nextSample;
        sounds.add(frame);
        soundTimes.add(time);
        nextSample = time + FRAME_SAMPLES;
    }

    /// Whether the fragment that is being made has no frames.
    public boolean isEmpty() {
        return pictures.isEmpty() && sounds.isEmpty();
    }

    /// Finishes the fragment; `endNanos` is the time of the next picture, which tells how long the
    /// last one is shown.
    public byte[] cut(long endNanos) {
        out.clear();
        int moof = Mp4Boxes.begin("moof", out);
        int mfhd = Mp4Boxes.beginFull("mfhd", 0, 0, out);
        out.u32(sequence++);
        Mp4Boxes.end(mfhd, out);
        int pictureOffset = pictures.isEmpty() ? -1 : pictureRun(endNanos);
        int soundOffset = sounds.isEmpty() ? -1 : soundRun();
        Mp4Boxes.end(moof, out);
        int mdat = Mp4Boxes.begin("mdat", out);
        data(pictures, pictureOffset, moof);
        data(sounds, soundOffset, moof);
        Mp4Boxes.end(mdat, out);
        pictures.clear();
        sounds.clear();
        soundTimes.clear();
        return out.toByteArray();
    }

    private void data(List<EncodedFrame> frames, int offsetAt, int moof) {
        if (offsetAt >= 0) {
            out.setU32(offsetAt, out.size() - (long) moof);
        }
        for (EncodedFrame frame : frames) {
            out.bytes(frame.bytes());
        }
    }

    private int beginRun(int track, long time) {
        int tfhd = Mp4Boxes.beginFull("tfhd", 0, TFHD_BASE_IS_MOOF, out);
        out.u32(track);
        Mp4Boxes.end(tfhd, out);
        int tfdt = Mp4Boxes.beginFull("tfdt", 1, 0, out);
        out.u64(time);
        Mp4Boxes.end(tfdt, out);
        return Mp4Boxes.beginFull(
                "trun", 1, track == Mp4Boxes.VIDEO_TRACK ? TRUN_VIDEO : TRUN_AUDIO, out);
    }

    private int pictureRun(long endNanos) {
        int traf = Mp4Boxes.begin("traf", out);
        long time = ticks(pictures.getFirst().dtsNanos(), Mp4Boxes.VIDEO_TIMESCALE);
        int trun = beginRun(Mp4Boxes.VIDEO_TRACK, time);
        out.u32(pictures.size());
        int offsetAt = out.size();
        out.u32(0);
        for (int i = 0; i < pictures.size(); i++) {
            EncodedFrame frame = pictures.get(i);
            long next = i + 1 < pictures.size() ? pictures.get(i + 1).dtsNanos() : endNanos;
            long shown = ticks(next, Mp4Boxes.VIDEO_TIMESCALE);
            long decoded = ticks(frame.dtsNanos(), Mp4Boxes.VIDEO_TIMESCALE);
            out.u32(Math.max(1, shown - decoded));
            out.u32(frame.bytes().length);
            out.u32(frame.keyframe() ? KEYFRAME_FLAGS : DELTA_FLAGS);
            out.u32(ticks(frame.ptsNanos(), Mp4Boxes.VIDEO_TIMESCALE) - decoded);
        }
        Mp4Boxes.end(trun, out);
        Mp4Boxes.end(traf, out);
        return offsetAt;
    }

    private int soundRun() {
        int traf = Mp4Boxes.begin("traf", out);
        int trun = beginRun(Mp4Boxes.AUDIO_TRACK, soundTimes.getFirst());
        out.u32(sounds.size());
        int offsetAt = out.size();
        out.u32(0);
        for (int i = 0; i < sounds.size(); i++) {
            boolean last = i + 1 == sounds.size();
            out.u32(last ? FRAME_SAMPLES : soundTimes.get(i + 1) - soundTimes.get(i));
            out.u32(sounds.get(i).bytes().length);
        }
        Mp4Boxes.end(trun, out);
        Mp4Boxes.end(traf, out);
        return offsetAt;
    }

    private long ticks(long nanos, int timescale) {
        long since = nanos - originNanos;
        return Math.floorDiv(since, NANOS) * timescale
                + Math.floorMod(since, NANOS) * timescale / NANOS;
    }
}
