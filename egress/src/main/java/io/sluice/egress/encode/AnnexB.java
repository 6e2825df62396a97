package io.sluice.egress.encode;

import io.sluice.rtmp.MediaCodec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.H264Payload;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns NAL units behind start codes (annex B of H.264 and of HEVC) into units behind lengths, and
/// parameter sets into a decoder configuration record (ISO 14496-15 §5.3.3.1 and §8.3.3.1).
///
/// Parameter sets, delimiters and filler leave the frames: the record holds the sets. Sans-IO; the
/// output is used again for the next frame.
public final class AnnexB {
    private static final int SLICE_IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int DELIMITER = 9;
    private static final int FILLER = 12;
    private static final int LENGTH_BYTES = 4;
    private static final int RECORD_FIXED_BYTES = 11;
    private static final int MAX_SET_BYTES = 0xffff;

    /// HEVC: pictures that a decoder can begin with, to the last of those with a name.
    private static final int HEVC_FIRST_START = 16;

    private static final int HEVC_LAST_START = 21;
    private static final int HEVC_DELIMITER = 35;
    private static final int HEVC_FILLER = 38;

    /// What a unit is for us.
    private enum Kind {
        VIDEO_SET,
        SEQUENCE_SET,
        PICTURE_SET,
        LEFT_OUT,
        KEYFRAME,
        OTHER
    }

    private final boolean hevc;
    private byte[] out = new byte[1 << 16];
    private int length;
    private boolean keyframe;
    private byte @Nullable [] vps;
    private byte @Nullable [] sps;
    private byte @Nullable [] pps;
    private boolean changed;
    private final FrameInfo pictureSize = new FrameInfo();

    /// Of H.264.
    public AnnexB() {
        this(MediaCodec.AVC);
    }

    /// Of H.264 or HEVC.
    public AnnexB(MediaCodec codec) {
        hevc = codec == MediaCodec.HEVC;
    }

    /// Reads a frame.
    public void read(byte[] data, int size) {
        length = 0;
        keyframe = false;
        int start = nextUnit(data, 0, size);
        while (start < size) {
            int next = nextUnit(data, start, size);
            int end = next >= size && !endsInStartCode(data, start, size) ? size : next - 3;
            while (end > start && data[end - 1] == 0) {
                end--; // the zero byte of a longer start code, or trailing ones
            }
            if (end > start) {
                unit(data, start, end - start);
            }
            start = next;
        }
    }

    /// Where the unit behind the next start code begins, `size` when there is none.
    private static int nextUnit(byte[] data, int from, int size) {
        for (int i = from; i + 3 <= size; i++) {
            if (data[i + 2] > 1) {
                i += 2;
            } else if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1) {
                return i + 3;
            }
        }
        return size;
    }

    private static boolean endsInStartCode(byte[] data, int start, int size) {
        return size - start >= 3
                && data[size - 3] == 0
                && data[size - 2] == 0
                && data[size - 1] == 1;
    }

    private void unit(byte[] data, int start, int size) {
        Kind kind = hevc ? hevcKind((data[start] >> 1) & 0x3f) : h264Kind(data[start] & 0x1f);
        switch (kind) {
            case VIDEO_SET -> vps = set(vps, data, start, size);
            case SEQUENCE_SET -> {
                if (size >= 4 && !same(sps, data, start, size)) {
                    sps = set(sps, data, start, size);
                    measure();
                }
            }
            case PICTURE_SET -> pps = set(pps, data, start, size);
            case LEFT_OUT -> {
                // say nothing that the container does not say
            }
            case KEYFRAME, OTHER -> {
                keyframe |= kind == Kind.KEYFRAME;
                append(data, start, size);
            }
        }
    }

    private void measure() {
        if (sps != null && !hevc) {
            boolean _ = H264Payload.parse(MemorySegment.ofArray(sps), 0, sps.length, pictureSize);
        }
    }

    private static Kind h264Kind(int type) {
        return switch (type) {
            case SPS -> Kind.SEQUENCE_SET;
            case PPS -> Kind.PICTURE_SET;
            case DELIMITER, FILLER -> Kind.LEFT_OUT;
            case SLICE_IDR -> Kind.KEYFRAME;
            default -> Kind.OTHER;
        };
    }

    private static Kind hevcKind(int type) {
        return switch (type) {
            case HevcRecord.VPS -> Kind.VIDEO_SET;
            case HevcRecord.SPS -> Kind.SEQUENCE_SET;
            case HevcRecord.PPS -> Kind.PICTURE_SET;
            case HEVC_DELIMITER, HEVC_FILLER -> Kind.LEFT_OUT;
            default ->
                    type >= HEVC_FIRST_START && type <= HEVC_LAST_START
                            ? Kind.KEYFRAME
                            : Kind.OTHER;
        };
    }

    /// The set that counts from now on.
    private byte @Nullable [] set(byte @Nullable [] before, byte[] data, int start, int size) {
        if (size > MAX_SET_BYTES || same(before, data, start, size)) {
            return before;
        }
        changed = true;
        return Arrays.copyOfRange(data, start, start + size);
    }

    private static boolean same(byte @Nullable [] set, byte[] data, int start, int size) {
        return set != null && Arrays.equals(set, 0, set.length, data, start, start + size);
    }

    private void append(byte[] data, int start, int size) {
        int needed = length + LENGTH_BYTES + size;
        if (needed > out.length) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, needed));
        }
        ByteBuffer.wrap(out, length, LENGTH_BYTES).putInt(size);
        System.arraycopy(data, start, out, length + LENGTH_BYTES, size);
        length = needed;
    }

    /// The frame, valid until the next is read.
    public ByteBuffer units() {
        return ByteBuffer.wrap(out, 0, length);
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The frame holds an IDR picture.
    public boolean keyframe() {
        return keyframe;
    }

    /// Pixels, as the parameter set of H.264 says; 0 before there is one.
    public int width() {
        return pictureSize.width();
    }

    /// Pixels, as the parameter set of H.264 says; 0 before there is one.
    public int height() {
        return pictureSize.height();
    }

    /// The record, when there is one that was not taken yet.
    public @Nullable ByteBuffer takeRecord() {
        if (!changed || sps == null || pps == null || (hevc && vps == null)) {
            return null;
        }
        changed = false;
        if (vps == null) {
            return h264Record(sps, pps);
        }
        byte[] record = HevcRecord.of(vps, sps, pps);
        return record == null ? null : ByteBuffer.wrap(record);
    }

    private static ByteBuffer h264Record(byte[] sps, byte[] pps) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_FIXED_BYTES + sps.length + pps.length);
        record.put((byte) 1).put(sps, 1, 3).put((byte) 0xff).put((byte) 0xe1);
        record.putShort((short) sps.length).put(sps);
        record.put((byte) 1).putShort((short) pps.length).put(pps);
        return record.flip();
    }
}
