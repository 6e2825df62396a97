package io.sluice.sfu.sim;

import java.util.Arrays;

/// Dependency descriptors of a stream with one layer (AV1 RTP payload format, appendix A): each
/// frame refers to the one before it.
final class Descriptors {
    private static final int KEYFRAME_TEMPLATE = 0;
    private static final int DELTA_TEMPLATE = 1;

    private static final int SWITCH = 2;

    private final byte[] bytes = new byte[16];
    private int length;

    private Descriptors() {}

    static byte[] of(boolean keyframe, int frameNumber, int packet, int count) {
        Descriptors out = new Descriptors();
        out.put(packet == 0 ? 1 : 0, 1);
        out.put(packet == count - 1 ? 1 : 0, 1);
        out.put(keyframe ? KEYFRAME_TEMPLATE : DELTA_TEMPLATE, 6);
        out.put(frameNumber, 16);
        if (keyframe && packet == 0) {
            out.put(0b10000, 5); // structure, nothing custom
            out.structure();
        }
        return out.finish();
    }

    private void structure() {
        put(0, 6); // template id offset
        put(0, 5); // one decode target
        put(0, 2); // the second template: same layer
        put(3, 2); // no more templates
        put(SWITCH, 2);
        put(SWITCH, 2);
        put(0, 1); // the keyframe refers to nothing
        put(0b10000_0, 6); // the delta frame to the frame before
        put(1, 1); // one chain (of at most one)
        put(0, 4); // keyframe: nothing before it in the chain
        put(1, 4); // delta: the frame before
        put(0, 1); // no resolutions
    }

    private void put(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes[length / 8] |= (byte) (((value >> i) & 1) << (7 - length % 8));
            length++;
        }
    }

    private byte[] finish() {
        return Arrays.copyOf(bytes, (length + 7) / 8);
    }
}
