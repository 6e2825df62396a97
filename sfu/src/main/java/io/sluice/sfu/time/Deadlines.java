package io.sluice.sfu.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The deadlines of many [Timed] things: an indexed binary heap, allocation-free but for [#add].
///
/// Each due thing is called once per [#run]; what is due again at once waits for the next run, so
/// that nobody keeps the others from their turn. What throws is taken out and its bug given to the
/// [FailureHandler]. A [#child] keeps the deadlines of one room or connection together, with a
/// handler of its own.
public final class Deadlines implements Timed {
    private static final int INITIAL_CAPACITY = 16;

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

    private final IdentityHashMap<Timed, Entry> entries = new IdentityHashMap<>();
    private final List<Entry> due = new ArrayList<>();
    private final FailureHandler failures;
    private final @Nullable Deadlines parent;
    private @Nullable Entry[] heap = new Entry[INITIAL_CAPACITY];
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
        if (entry == null) {
            return;
        }
        place(entry, timed.deadlineNanos());
        tellParent();
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
        return size == 0 ? NEVER : at(0).deadlineNanos;
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

    private void tellParent() {
        if (parent != null) {
            parent.update(this);
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
            }
            put(size++, entry);
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
            put(index, last);
            siftUp(last);
            siftDown(last);
        }
    }

    private void siftUp(Entry entry) {
        int index = entry.index;
        while (index > 0) {
            Entry above = at((index - 1) / 2);
            if (above.deadlineNanos <= entry.deadlineNanos) {
                break;
            }
            int aboveIndex = above.index;
            put(index, above);
            index = aboveIndex;
        }
        put(index, entry);
    }

    private void siftDown(Entry entry) {
        int index = entry.index;
        while (2 * index + 1 < size) {
            Entry below = at(2 * index + 1);
            if (2 * index + 2 < size) {
                Entry right = at(2 * index + 2);
                below = right.deadlineNanos < below.deadlineNanos ? right : below;
            }
            if (below.deadlineNanos >= entry.deadlineNanos) {
                break;
            }
            int belowIndex = below.index;
            put(index, below);
            index = belowIndex;
        }
        put(index, entry);
    }

    private void put(int index, Entry entry) {
        heap[index] = entry;
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
