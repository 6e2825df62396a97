package io.sluice.server.live;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who watches a program by requests of their own: counted as long as they keep asking, and never
/// more than allowed.
final class Viewers {
    /// A player asks for what is new several times a second, a paused one not at all.
    private static final long AWAY_NANOS = Duration.ofSeconds(15).toNanos();

    /// Begins the names of those who make the program, and look at it.
    static final String PREVIEW = "preview-";

    private final Map<String, Long> seen = new LinkedHashMap<>(16, 0.75f, true);

    /// Takes note of a viewer; false for a new one when there are as many as allowed.
    synchronized boolean admit(String viewer, int most, long nowNanos) {
        forget(nowNanos);
        if (!seen.containsKey(viewer) && seen.size() >= most) {
            return false;
        }
        seen.put(viewer, nowNanos);
        return true;
    }

    synchronized int count(long nowNanos) {
        forget(nowNanos);
        return seen.size();
    }

    /// How many of them do not make the program themselves.
    synchronized int audience(long nowNanos) {
        forget(nowNanos);
        return (int) seen.keySet().stream().filter(name -> !name.startsWith(PREVIEW)).count();
    }

    private void forget(long nowNanos) {
        Iterator<Long> oldestFirst = seen.values().iterator();
        while (oldestFirst.hasNext() && nowNanos - oldestFirst.next() > AWAY_NANOS) {
            oldestFirst.remove();
        }
    }
}
