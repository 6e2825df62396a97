package io.sluice.egress.output.hls;

import java.util.ArrayList;
import java.util.List;

/// One segment: parts that follow each other, from a keyframe on.
final class HlsSegment {
    final long number;
    final int initialization;
    final boolean discontinuous;
    final List<HlsPart> parts = new ArrayList<>();
    boolean complete;

    HlsSegment(long number, int initialization, boolean discontinuous) {
        this.number = number;
        this.initialization = initialization;
        this.discontinuous = discontinuous;
    }

    long durationNanos() {
        long sum = 0;
        for (HlsPart part : parts) {
            sum += part.durationNanos();
        }
        return sum;
    }

    byte[] bytes() {
        int size = 0;
        for (HlsPart part : parts) {
            size += part.bytes().length;
        }
        byte[] all = new byte[size];
        int at = 0;
        for (HlsPart part : parts) {
            System.arraycopy(part.bytes(), 0, all, at, part.bytes().length);
            at += part.bytes().length;
        }
        return all;
    }
}
