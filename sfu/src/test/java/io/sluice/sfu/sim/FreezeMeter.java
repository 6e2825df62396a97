package io.sluice.sfu.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Shows each picture as soon as it and all it refers to are there, and counts how long it stood
/// still, as browsers do: a gap of more than three mean ones, or of 150 ms more than a mean one.
final class FreezeMeter {
    private static final int REMEMBERED = 30;
    private static final double USUAL_NANOS = 50e6;
    private static final double EXTRA_NANOS = 150e6;
    private static final double TIMES = 3;

    private final Map<Long, BitSet> packets = new HashMap<>();
    private final TreeMap<Long, Truth> waiting = new TreeMap<>();
    private final Set<Long> decoded = new HashSet<>();
    private final List<Long> shown = new ArrayList<>();
    private final List<Long> sources = new ArrayList<>();
    private long newest = -1;

    void onPacket(Truth truth, long nowNanos) {
        long key = key(truth.source(), truth.frame());
        if (decoded.contains(key)) {
            return;
        }
        BitSet present = packets.computeIfAbsent(key, _ -> new BitSet());
        present.set(truth.packet());
        if (present.cardinality() < truth.packets()) {
            return;
        }
        waiting.put(key, truth);
        while (showNext(nowNanos)) {}
    }

    private boolean showNext(long nowNanos) {
        for (Iterator<Truth> each = waiting.values().iterator(); each.hasNext(); ) {
            Truth truth = each.next();
            long key = key(truth.source(), truth.frame());
            if (key >>> 32 == newest >>> 32 && key < newest) {
                each.remove(); // too late
                continue;
            }
            if (isDecodable(truth)) {
                each.remove();
                decoded.add(key);
                newest = key;
                shown.add(nowNanos);
                sources.add(truth.source());
                return true;
            }
        }
        return false;
    }

    private boolean isDecodable(Truth truth) {
        return truth.keyframe()
                || truth.references().stream()
                        .allMatch(frame -> decoded.contains(key(truth.source(), frame)));
    }

    private static long key(long source, int frame) {
        return source << 32 | frame;
    }

    /// Pictures since then.
    long shown(long sinceNanos) {
        return shown.stream().filter(at -> at >= sinceNanos).count();
    }

    /// When a picture of this source was shown first since then.
    long shownNanos(long source, long sinceNanos) {
        for (int i = 0; i < shown.size(); i++) {
            if (sources.get(i) == source && shown.get(i) >= sinceNanos) {
                return shown.get(i);
            }
        }
        return Long.MAX_VALUE;
    }

    /// How long it stood still since then.
    long frozenNanos(long sinceNanos) {
        long frozen = 0;
        Deque<Long> gaps = new ArrayDeque<>();
        for (int i = 1; i < shown.size(); i++) {
            long gap = shown.get(i) - shown.get(i - 1);
            double mean = gaps.stream().mapToLong(each -> each).average().orElse(USUAL_NANOS);
            if (shown.get(i) >= sinceNanos && gap > Math.max(TIMES * mean, mean + EXTRA_NANOS)) {
                frozen += gap;
            }
            gaps.add(gap);
            if (gaps.size() > REMEMBERED) {
                gaps.remove();
            }
        }
        return frozen;
    }
}
