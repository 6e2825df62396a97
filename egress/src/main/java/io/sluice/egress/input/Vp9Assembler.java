package io.sluice.egress.input;

import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp9Descriptor;
import java.lang.foreign.MemorySegment;

/// VP9 (RFC 9628): the payloads without their descriptors; the spatial layers of one picture become
/// one superframe (VP9 bitstream, annex B).
final class Vp9Assembler implements FrameAssembler {
    /// A superframe holds at most eight frames.
    private static final int MAX_FRAMES = 8;

    private static final int SIZE_BYTES = 4;

    private final FrameInfo info = new FrameInfo();
    private final int[] starts = new int[MAX_FRAMES];
    private ByteSink out = new ByteSink();
    private int frames;
    private boolean open;
    private boolean keyframe;

    @Override
    public void begin(ByteSink sink) {
        out = sink;
        out.clear();
        frames = 0;
        open = false;
        keyframe = false;
    }

    @Override
    public boolean add(MemorySegment s, long offset, int length) {
        if (!Vp9Descriptor.parse(s, offset, length, info)) {
            return false;
        }
        if (info.startOfFrame() == open || (!open && frames == MAX_FRAMES)) {
            return false;
        }
        if (info.startOfFrame()) {
            if (frames == 0) {
                keyframe = info.keyframe();
            }
            starts[frames++] = out.length();
        }
        open = !info.endOfFrame();
        out.put(s, offset + info.headerLength(), length - info.headerLength());
        return !out.full();
    }

    @Override
    public boolean end() {
        if (frames == 0 || open) {
            return false;
        }
        if (frames > 1) {
            writeIndex();
        }
        return !out.full();
    }

    private void writeIndex() {
        int marker = 0xc0 | (SIZE_BYTES - 1) << 3 | (frames - 1);
        int total = out.length();
        out.put(marker);
        for (int i = 0; i < frames; i++) {
            int size = (i + 1 < frames ? starts[i + 1] : total) - starts[i];
            for (int shift = 0; shift < 8 * SIZE_BYTES; shift += 8) {
                out.put(size >> shift);
            }
        }
        out.put(marker);
    }

    @Override
    public boolean keyframe() {
        return keyframe;
    }
}
