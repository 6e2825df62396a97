package io.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `a=` lines of a session or of one media section, found by name.
final class Attributes {
    private final Map<String, List<String>> values = new HashMap<>();
    private int size;

    /// @param text what stands behind `a=`
    void add(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        values.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
        size++;
    }

    /// How many lines.
    int size() {
        return size;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> first(String name) {
        List<String> found = values.get(name);
        return found == null ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// In their order.
    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }
}
