package io.sluice.sfu.sim;

import java.util.Arrays;
import java.util.List;

/// Dependency descriptors of a synthetic stream (AV1 RTP payload format, appendix A): a template
/// per layer, and of each frame all that a template could say.
final class Descriptors {
    private static final int NOT_PRESENT = 0;
    private static final int DISCARDABLE = 1;
    private static final int SWITCH = 2;
    private static final int REQUIRED = 3;

    private final Scalability mode;
    private final int width;
    private final int height;
    private byte[] bytes = new byte[0];
    private int length;

    /// @param width of the largest spatial layer
    Descriptors(Scalability mode, int width, int height) {
        this.mode = mode;
        this.width = width;
        this.height = height;
    }

    /// The descriptor of one packet.
    byte[] of(
            boolean key,
            int spatial,
            int temporal,
            int frame,
            List<Integer> references,
            boolean first,
            boolean last) {
        bytes = new byte[128];
        length = 0;
        put(first ? 1 : 0, 1);
        put(last ? 1 : 0, 1);
        put(spatial * mode.temporalLayers + temporal, 6);
        put(frame & 0xffff, 16);
        boolean structure = key && spatial == 0 && first;
        put(structure ? 1 : 0, 1);
        put(0, 1); // all targets are active
        put(1, 1); // indications and references are this frame's own
        put(1, 1);
        put(0, 1);
        if (structure) {
            structure();
        }
        indications(key, spatial, temporal);
        for (int reference : references) {
            put(2, 2);
            put(frame - reference - 1, 8);
        }
        put(0, 2);
        return Arrays.copyOf(bytes, (length + 7) / 8);
    }

    private void structure() {
        int layers = mode.spatialLayers * mode.temporalLayers;
        put(0, 6); // template id offset
        put(layers - 1, 5); // decode targets
        for (int i = 1; i <= layers; i++) {
            put(i == layers ? 3 : i % mode.temporalLayers == 0 ? 2 : 1, 2);
        }
        for (int spatial = 0; spatial < mode.spatialLayers; spatial++) {
            for (int temporal = 0; temporal < mode.temporalLayers; temporal++) {
                indications(false, spatial, temporal);
            }
        }
        put(0, layers); // no references
        put(0, nonSymmetricZero(layers + 1)); // no chains
        put(1, 1);
        for (int spatial = 0; spatial < mode.spatialLayers; spatial++) {
            int shift = mode.spatialLayers - 1 - spatial;
            put((width >> shift) - 1, 16);
            put((height >> shift) - 1, 16);
        }
    }

    private void indications(boolean key, int spatial, int temporal) {
        for (int s = 0; s < mode.spatialLayers; s++) {
            for (int t = 0; t < mode.temporalLayers; t++) {
                put(indication(s, t, key, spatial, temporal), 2);
            }
        }
    }

    private int indication(int s, int t, boolean key, int spatial, int temporal) {
        if (!mode.needs(s, t, key, spatial, temporal)) {
            return NOT_PRESENT;
        }
        if (key) {
            return SWITCH;
        }
        if (temporal > 0 && temporal == mode.temporalLayers - 1) {
            return s == spatial ? DISCARDABLE : REQUIRED;
        }
        return s == spatial ? SWITCH : REQUIRED;
    }

    /// The bits of a zero in ns(n).
    private static int nonSymmetricZero(int n) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
        return (1 << bits) - n > 0 ? bits - 1 : bits;
    }

    private void put(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes[length / 8] |= (byte) (((value >> i) & 1) << (7 - length % 8));
            length++;
        }
    }
}
