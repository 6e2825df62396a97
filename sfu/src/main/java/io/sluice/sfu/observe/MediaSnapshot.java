package io.sluice.sfu.observe;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What all loops have counted together at one moment.
///
/// @param counts each of [Count]
/// @param drops each of [DropReason]
public record MediaSnapshot(Map<Count, Long> counts, Map<DropReason, Long> drops) {
    public MediaSnapshot {
        counts = Map.copyOf(counts);
        drops = Map.copyOf(drops);
    }

    public static MediaSnapshot of(List<Counters> loops) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counts.put(count, loops.stream().mapToLong(loop -> loop.count(count)).sum());
        }
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, loops.stream().mapToLong(loop -> loop.dropped(reason)).sum());
        }
        return new MediaSnapshot(counts, drops);
    }

    public long count(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    public long dropped(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
