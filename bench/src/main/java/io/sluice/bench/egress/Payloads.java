package io.sluice.bench.egress;

import io.sluice.bench.load.FrameSplitter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts coded pictures into the payloads of RTP packets, as a browser does.
final class Payloads {
    /// As libwebrtc cuts them.
    static final int MAX_BYTES = 1_180;

    /// Without extensions: `X R N S R PID` (RFC 7741 §4.2).
    private static final int VP8_DESCRIPTOR_BYTES = 1;

    private static final int VP8_START = 0x10;

    /// Fragmentation units (RFC 6184 §5.8).
    private static final int FU_A = 28;

    private static final int FU_BYTES = 2;
    private static final int FU_START = 0x80;
    private static final int FU_END = 0x40;

    private static final int NAL_TYPE = 0x1f;
    private static final int NAL_IMPORTANCE = 0xe0;
    private static final int NAL_IDR = 5;
    private static final int NAL_DELIMITER = 9;
    private static final int START_CODE_BYTES = 3;

    private Payloads() {}

    static Clip.Frame vp8(byte[] frame, boolean keyframe) {
        List<MemorySegment> payloads = new ArrayList<>();
        int at = 0;
        for (int size : FrameSplitter.split(frame.length, MAX_BYTES - VP8_DESCRIPTOR_BYTES)) {
            byte[] head = {(byte) (at == 0 ? VP8_START : 0)};
            payloads.add(join(head, frame, at, size));
            at += size;
        }
        return new Clip.Frame(payloads, keyframe);
    }

    /// The pictures of a stream of H.264 in the form of Annex B, in which a delimiter begins each.
    static List<Clip.Frame> h264(byte[] stream) throws IOException {
        List<Clip.Frame> frames = new ArrayList<>();
        List<MemorySegment> payloads = new ArrayList<>();
        boolean keyframe = false;
        for (byte[] unit : units(stream)) {
            int type = unit[0] & NAL_TYPE;
            if (type != NAL_DELIMITER) {
                add(unit, payloads);
                keyframe |= type == NAL_IDR;
            } else if (!payloads.isEmpty()) {
                frames.add(new Clip.Frame(payloads, keyframe));
                payloads.clear();
                keyframe = false;
            }
        }
        frames.add(new Clip.Frame(payloads, keyframe));
        return frames;
    }

    private static void add(byte[] unit, List<MemorySegment> payloads) {
        if (unit.length <= MAX_BYTES) {
            payloads.add(MemorySegment.ofArray(unit));
            return;
        }
        int at = 1; // the first byte is told by the fragments' own
        for (int size : FrameSplitter.split(unit.length - 1, MAX_BYTES - FU_BYTES)) {
            int head = unit[0] & NAL_TYPE;
            head |= at == 1 ? FU_START : 0;
            head |= at + size == unit.length ? FU_END : 0;
            byte[] both = {(byte) ((unit[0] & NAL_IMPORTANCE) | FU_A), (byte) head};
            payloads.add(join(both, unit, at, size));
            at += size;
        }
    }

    /// The units between start codes.
    private static List<byte[]> units(byte[] stream) throws IOException {
        List<byte[]> units = new ArrayList<>();
        int start = startCode(stream, 0);
        if (start == stream.length) {
            throw new IOException("no H.264 in a stream of Annex B");
        }
        while (start < stream.length) {
            int from = start + START_CODE_BYTES;
            int next = startCode(stream, from);
            int end = next;
            while (end > from && stream[end - 1] == 0) {
                end--; // a longer start code, or filling
            }
            if (end > from) {
                units.add(Arrays.copyOfRange(stream, from, end));
            }
            start = next;
        }
        return units;
    }

    /// Where the next one begins; the length when there is none.
    private static int startCode(byte[] stream, int from) {
        for (int i = from; i + START_CODE_BYTES <= stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                return i;
            }
        }
        return stream.length;
    }

    private static MemorySegment join(byte[] head, byte[] from, int at, int size) {
        byte[] whole = Arrays.copyOf(head, head.length + size);
        System.arraycopy(from, at, whole, head.length, size);
        return MemorySegment.ofArray(whole);
    }
}
