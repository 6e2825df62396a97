package io.sluice.egress.encode;

import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.H264Payload;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns NAL units behind start codes (H.264 annex B) into units behind lengths, and parameter sets
/// into a decoder configuration record (ISO 14496-15 §5.3.3.1).
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

    private byte[] out = new byte[1 << 16];
    private int length;
    private boolean keyframe;
    private byte @Nullable [] sps;
    private byte @Nullable [] pps;
    private boolean changed;
    private final FrameInfo pictureSize = new FrameInfo();

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
        int type = data[start] & 0x1f;
        switch (type) {
            case SPS -> {
                if (size >= 4 && size <= MAX_SET_BYTES && !same(sps, data, start, size)) {
                    sps = Arrays.copyOfRange(data, start, start + size);
                    changed = true;
                    boolean _ = H264Payload.parse(MemorySegment.ofArray(sps), 0, size, pictureSize);
                }
            }
            case PPS -> {
                if (size <= MAX_SET_BYTES && !same(pps, data, start, size)) {
                    pps = Arrays.copyOfRange(data, start, start + size);
                    changed = true;
                }
            }
            case DELIMITER, FILLER -> {
                // say nothing that the container does not say
            }
            default -> {
                keyframe |= type == SLICE_IDR;
                append(data, start, size);
            }
        }
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

    /// Pixels, as the parameter set says; 0 before there is one.
    public int width() {
        return pictureSize.width();
    }

    /// Pixels, as the parameter set says; 0 before there is one.
    public int height() {
        return pictureSize.height();
    }

    /// The record, when there is one that was not taken yet.
    public @Nullable ByteBuffer takeRecord() {
        if (!changed || sps == null || pps == null) {
            return null;
        }
        changed = false;
        ByteBuffer record = ByteBuffer.allocate(RECORD_FIXED_BYTES + sps.length + pps.length);
        record.put((byte) 1).put(sps, 1, 3).put((byte) 0xff).put((byte) 0xe1);
        record.putShort((short) sps.length).put(sps);
        record.put((byte) 1).putShort((short) pps.length).put(pps);
        return record.flip();
    }
}
