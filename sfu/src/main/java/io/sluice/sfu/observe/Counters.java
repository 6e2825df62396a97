package io.sluice.sfu.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The counters of one loop: written by the loop alone, read by any thread.
///
/// Opaque access is enough: a reader may see a value a moment late but never a torn one.
@SuppressWarnings("EnumOrdinal") // an index into the arrays of this process, never stored or sent
public final class Counters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] drops = new long[DropReason.values().length];
    private final long[] counts = new long[Count.values().length];

    public void drop(DropReason reason) {
        add(drops, reason.ordinal(), 1);
    }

    public void drop(DropReason reason, long datagrams) {
        add(drops, reason.ordinal(), datagrams);
    }

    public void add(Count count, long amount) {
        add(counts, count.ordinal(), amount);
    }

    public long dropped(DropReason reason) {
        return (long) LONGS.getOpaque(drops, reason.ordinal());
    }

    public long count(Count count) {
        return (long) LONGS.getOpaque(counts, count.ordinal());
    }

    private static void add(long[] values, int index, long amount) {
        LONGS.setOpaque(values, index, (long) LONGS.getOpaque(values, index) + amount);
    }
}
