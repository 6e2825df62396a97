package io.sluice.egress.compose;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an avatar says of a name and in which colour, the same as in the meeting's own page.
final class Names {
    /// Colours of the avatars: RGB.
    private static final int[] COLOURS = {
        0x1f8a7a, 0x3f6fd8, 0x8a55d6, 0xc14d8c, 0xc4553f,
        0xa86a1c, 0x5c8428, 0x2b7fae, 0x6a63d4, 0x7d6b5d
    };

    private static final String SEPARATORS = "·.,，、（）()_-\u00a0";

    private Names() {}

    /// The first letters of the first and the last word; of Chinese, Japanese and Korean names the
    /// last two characters; "?" of an empty name.
    static String initials(String name) {
        List<String> words = words(Normalizer.normalize(name, Normalizer.Form.NFC));
        if (words.isEmpty()) {
            return "?";
        }
        String first = words.getFirst();
        if (first.codePoints().anyMatch(Names::eastAsian)) {
            int[] points = first.codePoints().toArray();
            int from = Math.max(0, points.length - 2);
            return new String(points, from, points.length - from);
        }
        StringBuilder letters = new StringBuilder().appendCodePoint(first.codePointAt(0));
        if (words.size() > 1) {
            letters.appendCodePoint(words.getLast().codePointAt(0));
        }
        return letters.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean eastAsian(int point) {
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL -> true;
            default -> false;
        };
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        name.codePoints()
                .forEach(point -> {
                    if (!Character.isWhitespace(point) && SEPARATORS.indexOf(point) < 0) {
                        word.appendCodePoint(point);
                    } else if (!word.isEmpty()) {
                        words.add(word.toString());
                        word.setLength(0);
                    }
                });
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /// FNV-1a over the code units.
    static int colour(String name) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x01000193;
        }
        return COLOURS[Integer.remainderUnsigned(hash, COLOURS.length)];
    }
}
