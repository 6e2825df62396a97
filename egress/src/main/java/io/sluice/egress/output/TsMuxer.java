package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.MediaCodec;
import org.jspecify.annotations.Nullable;

/// Packs frames into an MPEG transport stream (ISO 13818-1), each as it comes. Sans-IO; made anew
/// for each connection.
///
/// What the stream is made of is said before each keyframe and ten times a second; a decoder can
/// begin at any keyframe. Times begin near zero and never go back within a track.
public final class TsMuxer {
    /// Everything is cut into packets of this length.
    public static final int PACKET_BYTES = 188;

    private static final int HEAD_BYTES = 4;
    private static final int SYNC = 0x47;
    private static final int UNIT_START = 0x4000;
    private static final int HAS_ADAPTATION = 0x20;
    private static final int HAS_PAYLOAD = 0x10;
    private static final int HAS_CLOCK = 0x10;
    private static final int RANDOM_ACCESS = 0x40;

    /// An adaptation field with a clock: its length, flags, and the clock.
    private static final int CLOCK_BYTES = 8;

    private static final int VIDEO_STREAM = 0xe0;
    private static final int AUDIO_STREAM = 0xc0;
    private static final int PTS_ONLY = 2;
    private static final int PTS_WITH_DTS = 3;

    /// Ticks of 90 kHz by which frames are due later than the clock says: time to arrive.
    private static final long AHEAD_TICKS = 18_000;

    private static final long TABLE_TICKS = 9_000;

    /// The clock is said ten times a second at least (ISO 13818-1 §2.7.2).
    private static final long CLOCK_TICKS = 7_200;

    private final ByteWriter unit = new ByteWriter();
    private final int[] counters = new int[TsTables.PMT_PID + 1];
    private @Nullable StreamSettings told;
    private int version;
    private long startNanos;
    private long lastVideo = -1;
    private long lastAudio = -1;
    private long tablesAt;
    private long clockAt;

    /// Adds the packets of a frame to what is in `out`. Nothing of sound that comes before the
    /// first frame that a decoder can begin with, nor of a codec that has no place here.
    public void write(EncodedFrame frame, ByteWriter out) {
        boolean first = told == null;
        if (!isCarried(frame) || (first && !frame.startsHere())) {
            return;
        }
        if (first) {
            startNanos = frame.dtsNanos();
        }
        long offset = ticks(frame.dtsNanos() - startNanos);
        if (offset < 0) {
            return;
        }
        boolean video = frame.track() == EncodedFrame.Track.VIDEO;
        long time = Math.max(offset, (video ? lastVideo : lastAudio) + 1);
        if (video) {
            lastVideo = time;
        } else {
            lastAudio = time;
        }
        tables(frame, time, first, out);
        elementary(frame, time, out);
    }

    private static boolean isCarried(EncodedFrame frame) {
        MediaCodec codec = frame.settings().videoCodec();
        return frame.track() == EncodedFrame.Track.AUDIO
                || codec == MediaCodec.AVC
                || codec == MediaCodec.HEVC;
    }

    private static long ticks(long nanos) {
        return Math.floorDiv(nanos * 9, 100_000);
    }

    private void tables(EncodedFrame frame, long time, boolean first, ByteWriter out) {
        StreamSettings settings = frame.settings();
        if (!first && told != null && !sameTracks(told, settings)) {
            version++;
            tablesAt = time;
        }
        told = settings;
        boolean keyframe = frame.track() == EncodedFrame.Track.VIDEO && frame.keyframe();
        if (first || keyframe || time >= tablesAt) {
            tablesAt = time + TABLE_TICKS;
            table(TsTables.PAT_PID, TsTables.pat(), out);
            table(TsTables.PMT_PID, TsTables.pmt(settings, version), out);
        }
    }

    private static boolean sameTracks(StreamSettings one, StreamSettings other) {
        return one.hasVideo() == other.hasVideo()
                && one.hasAudio() == other.hasAudio()
                && one.videoCodec() == other.videoCodec();
    }

    private void table(int pid, byte[] section, ByteWriter out) {
        head(UNIT_START | pid, HAS_PAYLOAD, out);
        out.u8(0).bytes(section, 0, section.length);
        for (int i = HEAD_BYTES + 1 + section.length; i < PACKET_BYTES; i++) {
            out.u8(0xff);
        }
    }

    private void elementary(EncodedFrame frame, long time, ByteWriter out) {
        boolean video = frame.track() == EncodedFrame.Track.VIDEO;
        int pid = video ? TsTables.VIDEO_PID : TsTables.AUDIO_PID;
        int clockPid = TsTables.clockPid(frame.settings());
        boolean clock = pid == clockPid;
        if (!clock && time - clockAt > CLOCK_TICKS) {
            clockOnly(clockPid, time, out); // pictures are rare here
        }
        if (clock) {
            clockAt = time;
        }
        pes(frame, time, video);
        packets(pid, clock ? time : -1, frame.startsHere(), out);
    }

    /// The frame with its times (ISO 13818-1 §2.4.3.6).
    private void pes(EncodedFrame frame, long time, boolean video) {
        unit.clear();
        long composition = Math.max(0, ticks(frame.ptsNanos() - frame.dtsNanos()));
        int timesBytes = composition == 0 ? 5 : 10;
        unit.u24(1).u8(video ? VIDEO_STREAM : AUDIO_STREAM);
        int lengthAt = unit.size();
        unit.u16(0); // of a picture it may stay unsaid
        unit.u8(0x84).u8(composition == 0 ? 0x80 : 0xc0).u8(timesBytes);
        long decoded = time + AHEAD_TICKS;
        if (composition == 0) {
            stamp(PTS_ONLY, decoded);
        } else {
            stamp(PTS_WITH_DTS, decoded + composition);
            stamp(1, decoded);
        }
        TsUnits.write(frame, unit);
        if (!video) {
            int length = unit.size() - lengthAt - 2;
            unit.array()[lengthAt] = (byte) (length >> 8);
            unit.array()[lengthAt + 1] = (byte) length;
        }
    }

    private void stamp(int marker, long ticks) {
        unit.u8((marker << 4) | ((int) (ticks >> 29) & 0xe) | 1);
        unit.u16(((int) (ticks >> 14) & 0xfffe) | 1);
        unit.u16(((int) (ticks << 1) & 0xfffe) | 1);
    }

    private void packets(int pid, long clock, boolean start, ByteWriter out) {
        int size = unit.size();
        for (int at = 0; at < size; ) {
            boolean first = at == 0;
            int wanted = !first ? 0 : clock >= 0 ? CLOCK_BYTES : start ? 2 : 0;
            int room = PACKET_BYTES - HEAD_BYTES;
            int payload = Math.min(size - at, room - wanted);
            int adaptation = room - payload;
            head(
                    (first ? UNIT_START : 0) | pid,
                    adaptation > 0 ? HAS_ADAPTATION | HAS_PAYLOAD : HAS_PAYLOAD,
                    out);
            adaptation(adaptation, first ? clock : -1, first && start, out);
            out.bytes(unit.array(), at, payload);
            at += payload;
        }
    }

    /// A field of so many bytes, the rest of which is stuffing.
    private static void adaptation(int bytes, long clock, boolean start, ByteWriter out) {
        if (bytes == 0) {
            return;
        }
        out.u8(bytes - 1);
        if (bytes == 1) {
            return;
        }
        out.u8((start ? RANDOM_ACCESS : 0) | (clock >= 0 ? HAS_CLOCK : 0));
        int written = 2;
        if (clock >= 0) {
            out.u32(clock >> 1).u16(((int) (clock & 1) << 15) | 0x7e00);
            written = CLOCK_BYTES;
        }
        for (; written < bytes; written++) {
            out.u8(0xff);
        }
    }

    private void clockOnly(int pid, long time, ByteWriter out) {
        clockAt = time;
        out.u8(SYNC).u16(pid).u8(HAS_ADAPTATION | ((counters[pid] + 15) & 0xf));
        adaptation(PACKET_BYTES - HEAD_BYTES, time, false, out);
    }

    private void head(int start, int control, ByteWriter out) {
        int pid = start & 0x1fff;
        out.u8(SYNC).u16(start).u8(control | counters[pid]);
        counters[pid] = (counters[pid] + 1) & 0xf;
    }
}
