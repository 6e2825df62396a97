package io.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `a=` lines of a session or of one media section, in their order.
final class Attributes {
    private record Attribute(String name, String value) {}

    private final List<Attribute> attributes = new ArrayList<>();

    /// @param text what stands behind `a=`
    void add(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            attributes.add(new Attribute(text, ""));
        } else {
            attributes.add(new Attribute(text.substring(0, colon), text.substring(colon + 1)));
        }
    }

    boolean has(String name) {
        return first(name).isPresent();
    }

    Optional<String> first(String name) {
        for (Attribute attribute : attributes) {
            if (attribute.name.equals(name)) {
                return Optional.of(attribute.value);
            }
        }
        return Optional.empty();
    }

    List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (Attribute attribute : attributes) {
            if (attribute.name.equals(name)) {
                values.add(attribute.value);
            }
        }
        return values;
    }
}
