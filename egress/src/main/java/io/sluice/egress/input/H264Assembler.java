package io.sluice.egress.input;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// H.264 (RFC 6184): NAL units out of single packets, STAP-A and FU-A, each behind a start code.
final class H264Assembler implements FrameAssembler {
    private static final int IDR_SLICE = 5;
    private static final int MAX_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int TYPE_MASK = 0x1f;

    private ByteSink out = new ByteSink();
    private boolean fragmented;
    private boolean keyframe;

    @Override
    public void begin(ByteSink sink) {
        out = sink;
        out.clear();
        fragmented = false;
        keyframe = false;
    }

    @Override
    public boolean add(MemorySegment s, long offset, int length) {
        if (length < 2) {
            return false;
        }
        int type = Bytes.unsigned8(s, offset) & TYPE_MASK;
        if (type == FU_A) {
            return addFragment(s, offset, length);
        }
        if (fragmented) {
            return false;
        }
        if (type == STAP_A) {
            return addAggregate(s, offset + 1, length - 1);
        }
        return type >= 1 && type <= MAX_SINGLE && addUnit(s, offset, length);
    }

    private boolean addAggregate(MemorySegment s, long offset, int length) {
        int at = 0;
        while (at < length) {
            if (length - at < 3) {
                return false;
            }
            int size = Bytes.unsigned16(s, offset + at);
            at += 2;
            if (size == 0 || size > length - at || !addUnit(s, offset + at, size)) {
                return false;
            }
            at += size;
        }
        return true;
    }

    private boolean addFragment(MemorySegment s, long offset, int length) {
        if (length < 3) {
            return false;
        }
        int indicator = Bytes.unsigned8(s, offset);
        int header = Bytes.unsigned8(s, offset + 1);
        boolean first = (header & 0x80) != 0;
        if (first == fragmented) {
            return false;
        }
        if (first) {
            startCode();
            out.put((indicator & ~TYPE_MASK) | (header & TYPE_MASK));
            keyframe |= (header & TYPE_MASK) == IDR_SLICE;
        }
        fragmented = (header & 0x40) == 0;
        out.put(s, offset + 2, length - 2);
        return !out.full();
    }

    private boolean addUnit(MemorySegment s, long offset, int length) {
        keyframe |= (Bytes.unsigned8(s, offset) & TYPE_MASK) == IDR_SLICE;
        startCode();
        out.put(s, offset, length);
        return !out.full();
    }

    private void startCode() {
        out.put(0);
        out.put(0);
        out.put(0);
        out.put(1);
    }

    @Override
    public boolean end() {
        return out.length() > 0 && !fragmented;
    }

    @Override
    public boolean keyframe() {
        return keyframe;
    }
}
