package io.sluice.sfu.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/// Runs what is planned, in the order of time, without waiting.
public final class VirtualTime {
    private record Event(long atNanos, long order, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private long nowNanos;
    private long order;

    public long nowNanos() {
        return nowNanos;
    }

    public void in(long nanos, Runnable action) {
        events.add(new Event(nowNanos + nanos, order++, action));
    }

    /// Now, and again each so many nanoseconds.
    public void every(long nanos, Runnable action) {
        in(
                0,
                new Runnable() {
                    @Override
                    public void run() {
                        action.run();
                        in(nanos, this);
                    }
                });
    }

    public void runUntil(long untilNanos) {
        while (!events.isEmpty() && events.element().atNanos <= untilNanos) {
            Event event = events.remove();
            nowNanos = event.atNanos;
            event.action.run();
        }
        nowNanos = untilNanos;
    }
}
