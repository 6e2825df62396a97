package io.sluice.sfu.net;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The TCP connections that have not named anybody yet, bounded in all and per origin.
final class Newcomers {
    /// In all. When it is full the oldest gives way: who means it is identified within a round
    /// trip.
    static final int MAX = 1024;

    /// Of one address, or of one network in IPv6: a school behind one address, all joining at once.
    static final int MAX_PER_ORIGIN = 64;

    private final LinkedHashSet<Newcomer> byAge = new LinkedHashSet<>();
    private final Map<Newcomer.Origin, Integer> perOrigin = new HashMap<>();

    /// Takes one in.
    ///
    /// @return who has to go for it, which may be itself; null when there is room
    @Nullable Newcomer add(Newcomer newcomer) {
        if (perOrigin.getOrDefault(newcomer.origin, 0) >= MAX_PER_ORIGIN) {
            return newcomer;
        }
        Newcomer oldest = byAge.size() < MAX ? null : byAge.getFirst();
        if (oldest != null) {
            remove(oldest);
        }
        byAge.add(newcomer);
        perOrigin.merge(newcomer.origin, 1, Integer::sum);
        return oldest;
    }

    void remove(Newcomer newcomer) {
        if (byAge.remove(newcomer)) {
            perOrigin.computeIfPresent(
                    newcomer.origin, (_, count) -> count == 1 ? null : (Integer) (count - 1));
        }
    }

    /// Who came first of those that are still here; null when nobody is.
    @Nullable Newcomer oldest() {
        return byAge.isEmpty() ? null : byAge.getFirst();
    }

    int size() {
        return byAge.size();
    }
}
