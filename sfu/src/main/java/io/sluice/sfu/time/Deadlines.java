package io.sluice.sfu.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The deadlines of many [Timed] things: an indexed heap, allocation-free but for [#add].
///
/// Each due thing is called once per [#run]; what is due again at once waits for the next run, so
/// that nobody keeps the others from their turn. What throws is taken out and its bug given to the
/// [FailureHandler]. A [#child] keeps the deadlines of one room or connection together, with a
/// handler of its own.
public final class Deadlines implements Timed {
    private static final int INITIAL_CAPACITY = 4;

    /// Of the heap: four deadlines stand in half a cache line, and it is half as deep as with two.
    private static final int BRANCHES = 4;

    private static final int NOT_QUEUED = -1;

    private static final class Entry {
        final Timed timed;
        long deadlineNanos = NEVER;
        int index = NOT_QUEUED;
        boolean removed;

        Entry(Timed timed) {
            this.timed = timed;
        }
    }

    private final IdentityHashMap<Timed, Entry> entries = new IdentityHashMap<>(INITIAL_CAPACITY);
    private final List<Entry> due = new ArrayList<>();
    private final FailureHandler failures;
    private final @Nullable Deadlines parent;
    private @Nullable Entry inParent;
    private @Nullable Entry[] heap = new Entry[INITIAL_CAPACITY];
    private long[] keys = new long[INITIAL_CAPACITY]; // the deadlines of the heap, side by side
    private int size;

    /// Deadlines of their own, without a parent.
    ///
    /// @param failures told what a callback threw
    public Deadlines(FailureHandler failures) {
        this(failures, null);
    }

    private Deadlines(FailureHandler failures, @Nullable Deadlines parent) {
        this.failures = failures;
        this.parent = parent;
    }

    /// Deadlines that run as part of these and fail by themselves. End them with [#close].
    public Deadlines child(FailureHandler childFailures) {
        Deadlines child = new Deadlines(childFailures, this);
        add(child);
        child.inParent = entries.get(child);
        return child;
    }

    /// Takes a thing in, at the deadline it names now. Adding it twice is the same as updating it.
    public void add(Timed timed) {
        if (!entries.containsKey(timed)) {
            entries.put(timed, new Entry(timed));
        }
        update(timed);
    }

    /// Notes that the deadline of a thing has changed. Things that were not added are ignored.
    public void update(Timed timed) {
        Entry entry = entries.get(timed);
        if (entry != null) {
            update(entry);
        }
    }

    private void update(Entry entry) {
        if (!entry.removed) {
            place(entry, entry.timed.deadlineNanos());
            tellParent();
        }
    }

    public void remove(Timed timed) {
        Entry entry = entries.remove(timed);
        if (entry == null) {
            return;
        }
        entry.removed = true;
        place(entry, NEVER);
        tellParent();
    }

    /// Removes everything, and a child from its parent.
    public void close() {
        for (Entry entry : entries.values()) {
            entry.removed = true;
            entry.index = NOT_QUEUED;
        }
        entries.clear();
        Arrays.fill(heap, null);
        size = 0;
        if (parent != null) {
            parent.remove(this);
        }
    }

    /// The earliest deadline, [Timed#NEVER] without one.
    @Override
    public long deadlineNanos() {
        return size == 0 ? NEVER : keys[0];
    }

    @Override
    public void onDeadline(long nowNanos) {
        run(nowNanos);
    }

    /// Calls everything that is due.
    ///
    /// @return how many were called
    public int run(long nowNanos) {
        if (deadlineNanos() > nowNanos) {
            return 0;
        }
        while (deadlineNanos() <= nowNanos) {
            Entry entry = at(0);
            due.add(entry);
            place(entry, NEVER);
        }
        int called = due.size();
        for (int i = 0; i < called; i++) {
            Entry entry = due.get(i);
            if (!entry.removed) {
                call(entry, nowNanos);
            }
        }
        due.clear();
        tellParent();
        return called;
    }

    private void call(Entry entry, long nowNanos) {
        try {
            entry.timed.onDeadline(nowNanos);
            if (!entry.removed) {
                place(entry, entry.timed.deadlineNanos());
            }
        } catch (RuntimeException | Error failure) {
            remove(entry.timed);
            failures.onFailure(failure, nowNanos);
        }
    }

    /// Most changes leave the earliest deadline as it was: the parent is left alone then, which
    /// keeps thousands of others.
    private void tellParent() {
        if (parent != null && inParent != null && inParent.deadlineNanos != deadlineNanos()) {
            parent.update(inParent);
        }
    }

    private void place(Entry entry, long deadlineNanos) {
        if (deadlineNanos == NEVER) {
            take(entry);
            return;
        }
        long before = entry.deadlineNanos;
        entry.deadlineNanos = deadlineNanos;
        if (entry.index == NOT_QUEUED) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
                keys = Arrays.copyOf(keys, 2 * size);
            }
            put(size++, entry, deadlineNanos);
            siftUp(entry);
        } else if (deadlineNanos < before) {
            siftUp(entry);
        } else if (deadlineNanos > before) {
            siftDown(entry);
        }
    }

    private void take(Entry entry) {
        int index = entry.index;
        entry.deadlineNanos = NEVER;
        if (index == NOT_QUEUED) {
            return;
        }
        entry.index = NOT_QUEUED;
        Entry last = at(--size);
        heap[size] = null;
        if (last != entry) {
            put(index, last, last.deadlineNanos);
            siftUp(last);
            siftDown(last);
        }
    }

    private void siftUp(Entry entry) {
        long key = entry.deadlineNanos;
        int index = entry.index;
        while (index > 0) {
            int above = (index - 1) / BRANCHES;
            if (keys[above] <= key) {
                break;
            }
            put(index, at(above), keys[above]);
            index = above;
        }
        put(index, entry, key);
    }

    private void siftDown(Entry entry) {
        long key = entry.deadlineNanos;
        int index = entry.index;
        for (int below = earliestBelow(index); below != NOT_QUEUED; below = earliestBelow(index)) {
            if (keys[below] >= key) {
                break;
            }
            put(index, at(below), keys[below]);
            index = below;
        }
        put(index, entry, key);
    }

    private int earliestBelow(int index) {
        int first = BRANCHES * index + 1;
        if (first >= size) {
            return NOT_QUEUED;
        }
        int earliest = first;
        int end = Math.min(first + BRANCHES, size);
        for (int i = first + 1; i < end; i++) {
            earliest = keys[i] < keys[earliest] ? i : earliest;
        }
        return earliest;
    }

    private void put(int index, Entry entry, long key) {
        heap[index] = entry;
        keys[index] = key;
        entry.index = index;
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        if (entry == null) {
            throw new IllegalStateException("the heap has no entry " + index);
        }
        return entry;
    }
}
