package io.sluice.egress.input;

import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp8Descriptor;
import java.lang.foreign.MemorySegment;

/// VP8 (RFC 7741): the payloads without their descriptors.
final class Vp8Assembler implements FrameAssembler {
    private final FrameInfo info = new FrameInfo();
    private ByteSink out = new ByteSink();
    private boolean keyframe;

    @Override
    public void begin(ByteSink sink) {
        out = sink;
        out.clear();
        keyframe = false;
    }

    @Override
    public boolean add(MemorySegment s, long offset, int length) {
        if (!Vp8Descriptor.parse(s, offset, length, info)) {
            return false;
        }
        if (out.length() == 0) {
            if (!info.startOfFrame()) {
                return false;
            }
            keyframe = info.keyframe();
        } else if (info.startOfFrame()) {
            return false;
        }
        out.put(s, offset + info.headerLength(), length - info.headerLength());
        return !out.full();
    }

    @Override
    public boolean end() {
        return out.length() > 0;
    }

    @Override
    public boolean keyframe() {
        return keyframe;
    }
}
