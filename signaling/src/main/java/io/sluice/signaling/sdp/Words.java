package io.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/// Small pieces of SDP grammar. Nothing here throws on what the wire brings.
final class Words {
    private Words() {}

    /// The parts of a line between single or repeated spaces.
    static List<String> of(String line) {
        return split(line, ' ');
    }

    /// The parts of a text between separators, without the empty ones.
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == separator) {
                if (i > start) {
                    parts.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    /// A decimal number up to a bound, or -1.
    static int number(String text, int max) {
        long value = unsigned(text);
        return value < 0 || value > max ? -1 : (int) value;
    }

    /// A decimal number of at most 32 bits, or -1.
    static long unsigned(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value > 0xFFFF_FFFFL ? -1 : value;
    }

    /// A token of RFC 8866 §9 short enough for an identifier.
    static boolean isToken(String text) {
        if (text.isEmpty() || text.length() > 32) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean token = c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]".indexOf(c) < 0;
            if (!token) {
                return false;
            }
        }
        return true;
    }

    /// Letters, digits, `+` and `/` (ice-char, RFC 8839 §5.4).
    static boolean isIce(String text, int min, int max) {
        if (text.length() < min || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    /// A restriction identifier that fits into a one-byte header extension (RFC 8851, RFC 8285).
    static boolean isRid(String text) {
        if (text.isEmpty() || text.length() > 16) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
