package io.sluice.egress.output.hls;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The segments of a program that can be fetched now. Sans-IO and not safe for several threads; see
/// [HlsSource].
final class HlsStream {
    /// What is to be done with a request for a playlist (RFC 8216bis §6.2.5.2).
    enum Decision {
        /// The playlist has what is asked for.
        ANSWER,
        /// It will have it soon.
        WAIT,
        /// Nobody can mean that.
        REFUSE
    }

    /// A request may be this many segments ahead.
    private static final int MAX_AHEAD = 2;

    private final HlsSettings settings;
    private final ArrayDeque<HlsSegment> segments = new ArrayDeque<>();
    private final Map<Integer, byte[]> initializations = new LinkedHashMap<>();
    private long discontinuities;
    private long longestPartNanos;
    private boolean ended;

    HlsStream(HlsSettings settings) {
        this.settings = settings;
        longestPartNanos = settings.partNanos();
    }

    HlsSettings settings() {
        return settings;
    }

    Iterable<HlsSegment> segments() {
        return segments;
    }

    long discontinuities() {
        return discontinuities;
    }

    long longestPartNanos() {
        return longestPartNanos;
    }

    boolean ended() {
        return ended;
    }

    void initialization(int version, byte[] bytes) {
        initializations.put(version, bytes);
    }

    void begin(HlsSegment segment) {
        segments.addLast(segment);
        int kept = settings.listedSegments() + settings.listedSegments() / 3 + 1;
        while (segments.size() > kept + 1) {
            discontinuities += segments.removeFirst().discontinuous ? 1 : 0;
        }
        int oldest = segments.getFirst().initialization;
        initializations.keySet().removeIf(version -> version < oldest);
    }

    void add(HlsPart part) {
        segments.getLast().parts.add(part);
        longestPartNanos = Math.max(longestPartNanos, part.durationNanos());
    }

    void complete() {
        if (!segments.isEmpty()) {
            segments.getLast().complete = true;
        }
    }

    void end() {
        ended = true;
    }

    /// Whether a player has something to begin with.
    boolean isReady() {
        return !segments.isEmpty() && !segments.getFirst().parts.isEmpty();
    }

    /// What to do with a request for segment `number` and part `part` of it, -1 for the whole
    /// segment; without a number (-1) any playlist will do.
    Decision decide(long number, int part) {
        if (number < 0) {
            return part >= 0
                    ? Decision.REFUSE
                    : isReady() || ended ? Decision.ANSWER : Decision.WAIT;
        }
        HlsSegment last = segments.peekLast();
        long latest = last == null ? 0 : last.number;
        if (ended || number < latest) {
            return Decision.ANSWER;
        }
        if (number > latest + MAX_AHEAD) {
            return Decision.REFUSE;
        }
        if (last == null || number > latest) {
            return Decision.WAIT;
        }
        boolean there = last.complete || (part >= 0 && part < last.parts.size());
        return there ? Decision.ANSWER : Decision.WAIT;
    }

    /// Whether a part that is not there yet is the next one or will be soon.
    boolean isComing(long number, int part) {
        HlsSegment last = segments.peekLast();
        if (ended || last == null) {
            return false;
        }
        return last.complete
                ? number == last.number + 1 && part == 0
                : number == last.number && part == last.parts.size();
    }

    Optional<byte[]> initialization(int version) {
        return Optional.ofNullable(initializations.get(version));
    }

    Optional<byte[]> segment(long number) {
        HlsSegment found = find(number);
        return found == null || !found.complete ? Optional.empty() : Optional.of(found.bytes());
    }

    Optional<byte[]> part(long number, int part) {
        HlsSegment found = find(number);
        return found == null || part < 0 || part >= found.parts.size()
                ? Optional.empty()
                : Optional.of(found.parts.get(part).bytes());
    }

    private @Nullable HlsSegment find(long number) {
        Iterator<HlsSegment> newestFirst = segments.descendingIterator();
        while (newestFirst.hasNext()) {
            HlsSegment each = newestFirst.next();
            if (each.number == number) {
                return each;
            }
        }
        return null;
    }
}
