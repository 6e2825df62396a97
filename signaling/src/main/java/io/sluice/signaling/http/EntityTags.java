package io.sluice.signaling.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The value of `If-Match` (RFC 9110 §13.1.1).
///
/// @param any whether it is `*`, also in the quotes in which the examples of RFC 9725 write it
/// @param tags with their quotes
record EntityTags(boolean any, Set<String> tags) {
    EntityTags {
        tags = Set.copyOf(tags);
    }

    /// @param values of all header fields of this name, split at their commas
    static EntityTags of(List<String> values) {
        Set<String> tags = new HashSet<>();
        boolean any = false;
        for (String value : values) {
            String tag = value.strip();
            if (tag.equals("*") || tag.equals("\"*\"")) {
                any = true;
            } else if (tag.startsWith("\"")) {
                tags.add(tag);
            } else if (!tag.isEmpty()) {
                // Quotes are forgotten often; a weak tag never matches here.
                tags.add('"' + tag + '"');
            }
        }
        return new EntityTags(any, tags);
    }

    boolean isEmpty() {
        return !any && tags.isEmpty();
    }

    boolean match(String current) {
        return any || tags.contains(current);
    }
}
