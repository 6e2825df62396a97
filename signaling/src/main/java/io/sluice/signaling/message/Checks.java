package io.sluice.signaling.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bounds of the fields of a message. What is out of bounds is refused, never cut.
final class Checks {
    /// No message needs longer lists than there are m-lines in an offer.
    static final int MAX_ENTRIES = 80;

    /// The longest identifier we make is much shorter; a mid of SDP may have 16 characters.
    private static final int MAX_IDENTIFIER = 128;

    private Checks() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new RejectedException(ErrorCode.MALFORMED, field + " is missing.");
        }
        return value;
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    static String identifier(@Nullable String value, String field) {
        String id = required(value, field);
        if (id.isEmpty() || id.length() > MAX_IDENTIFIER) {
            throw new RejectedException(ErrorCode.MALFORMED, field + " is empty or too long.");
        }
        return id;
    }

    static <T> List<T> list(@Nullable List<T> values, String field) {
        List<T> list = required(values, field);
        if (list.size() > MAX_ENTRIES) {
            throw new RejectedException(ErrorCode.MALFORMED, field + " has too many entries.");
        }
        for (T value : list) {
            required(value, field);
        }
        return List.copyOf(list);
    }

    static int range(int value, int min, int max, String field) {
        if (value < min || value > max) {
            throw new RejectedException(ErrorCode.MALFORMED, field + " is out of range.");
        }
        return value;
    }
}
