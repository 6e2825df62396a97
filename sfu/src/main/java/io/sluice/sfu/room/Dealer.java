package io.sluice.sfu.room;

import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.List;

/// Lets the routers of a room deal out what came, once all of it is there: mostly in the same duty
/// cycle.
final class Dealer implements Timed {
    /// From here on a cycle ends later than it should, and the runs of a whole picture are worth
    /// more than a millisecond.
    private static final long BUSY_PERMILLE = 800;

    private final Deadlines deadlines;
    private final Counters counters;
    private final List<MediaRouter> waiting = new ArrayList<>();
    private final List<MediaPacket> spares = new ArrayList<>();
    private long deadlineNanos = NEVER;

    /// @param counters of the loop, which tell how busy it is
    Dealer(Deadlines deadlines, Counters counters) {
        this.deadlines = deadlines;
        this.counters = counters;
        deadlines.add(this);
    }

    /// Whether the loop is near its limit.
    boolean isBusy() {
        return counters.count(Count.BUSY_PERMILLE) >= BUSY_PERMILLE;
    }

    /// The router has something to deal out.
    void add(MediaRouter router) {
        waiting.add(router);
    }

    /// A router waits no longer than until then.
    void expect(long latestNanos) {
        if (latestNanos < deadlineNanos) {
            deadlineNanos = latestNanos;
            deadlines.update(this);
        }
    }

    /// A packet to read into, in place of one that waits.
    MediaPacket spare() {
        return spares.isEmpty() ? new MediaPacket() : spares.removeLast();
    }

    void giveBack(MediaPacket packet) {
        spares.add(packet);
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void onDeadline(long nowNanos) {
        deadlineNanos = NEVER;
        int left = 0;
        for (int i = 0; i < waiting.size(); i++) {
            MediaRouter router = waiting.get(i);
            if (router.latestNanos() <= nowNanos) {
                router.onDue(nowNanos);
            } else {
                waiting.set(left++, router);
                deadlineNanos = Math.min(deadlineNanos, router.latestNanos());
            }
        }
        while (waiting.size() > left) {
            waiting.removeLast();
        }
    }
}
