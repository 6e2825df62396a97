package io.sluice.egress.input;

import io.sluice.rtp.Bytes;
import java.lang.foreign.MemorySegment;

/// AV1 (AV1 RTP payload format §4.3): OBU elements joined over packets, each written with its size,
/// as a decoder takes them (AV1 bitstream §5.3).
final class Av1Assembler implements FrameAssembler {
    private static final int CONTINUES = 0x80;
    private static final int GOES_ON = 0x40;
    private static final int NEW_SEQUENCE = 0x08;
    private static final int HAS_EXTENSION = 0x04;
    private static final int HAS_SIZE = 0x02;
    private static final int TEMPORAL_DELIMITER = 2;
    private static final int MAX_LEB128_BYTES = 4;

    private ByteSink out = new ByteSink();
    private int obuStart;
    private boolean open;
    private boolean keyframe;

    @Override
    public void begin(ByteSink sink) {
        out = sink;
        out.clear();
        open = false;
        keyframe = false;
    }

    @Override
    public boolean add(MemorySegment s, long offset, int length) {
        if (length < 2) {
            return false;
        }
        int header = Bytes.unsigned8(s, offset);
        boolean continues = (header & CONTINUES) != 0;
        if (continues != open) {
            return false;
        }
        keyframe |= (header & NEW_SEQUENCE) != 0;
        int count = (header >> 4) & 3;
        int at = 1;
        int element = 0;
        while (at < length) {
            element++;
            int size = length - at;
            if (element != count) {
                long leb = leb128(s, offset + at, length - at);
                if (leb < 0) {
                    return false;
                }
                at += (int) (leb & 0xff);
                size = (int) (leb >>> 8);
            }
            if (size > length - at) {
                return false;
            }
            boolean last = at + size == length;
            if (!addElement(s, offset + at, size, last && (header & GOES_ON) != 0)) {
                return false;
            }
            at += size;
        }
        return count == 0 || element == count;
    }

    private boolean addElement(MemorySegment s, long offset, int size, boolean goesOn) {
        if (!open) {
            obuStart = out.length();
        }
        out.put(s, offset, size);
        open = goesOn;
        return !out.full() && (open || closeObu());
    }

    /// Gives the OBU that ends here its size, or takes it away when it has no place in a frame.
    private boolean closeObu() {
        int length = out.length() - obuStart;
        if (length == 0) {
            return false;
        }
        int header = out.get(obuStart);
        if (((header >> 3) & 0xf) == TEMPORAL_DELIMITER) {
            out.truncate(obuStart);
            return true;
        }
        if ((header & HAS_SIZE) != 0) {
            return true;
        }
        int headerBytes = (header & HAS_EXTENSION) != 0 ? 2 : 1;
        if (length < headerBytes) {
            return false;
        }
        int size = length - headerBytes;
        int sizeBytes = 1;
        while (size >> (7 * sizeBytes) != 0) {
            sizeBytes++;
        }
        if (!out.insert(obuStart + headerBytes, sizeBytes)) {
            return false;
        }
        out.set(obuStart, header | HAS_SIZE);
        for (int i = 0; i < sizeBytes; i++) {
            int more = i + 1 < sizeBytes ? 0x80 : 0;
            out.set(obuStart + headerBytes + i, more | ((size >> (7 * i)) & 0x7f));
        }
        return true;
    }

    @Override
    public boolean end() {
        return out.length() > 0 && !open;
    }

    @Override
    public boolean keyframe() {
        return keyframe;
    }

    /// The value in the upper bits, the bytes it took in the lower eight; -1 when malformed.
    private static long leb128(MemorySegment s, long offset, int length) {
        long value = 0;
        for (int i = 0; i < length && i < MAX_LEB128_BYTES; i++) {
            int next = Bytes.unsigned8(s, offset + i);
            value |= (long) (next & 0x7f) << (7 * i);
            if ((next & 0x80) == 0) {
                return (value << 8) | (i + 1);
            }
        }
        return -1;
    }
}
