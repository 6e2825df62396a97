package io.sluice.signaling.message;

import java.text.Normalizer;

/// Cleans what people type: composed form (NFC), without control characters and without the marks
/// that change the direction of the text around them.
public final class Text {
    /// The longest display name, in code points.
    public static final int MAX_NAME = 60;

    /// The longest chat message, in code points.
    public static final int MAX_CHAT = 2_000;

    private Text() {}

    /// A display name on one line.
    ///
    /// @throws RejectedException when nothing visible is left, or it is too long
    public static String name(String raw) {
        if (raw.length() > 4 * MAX_NAME) {
            throw new RejectedException(ErrorCode.BAD_NAME, "The name is too long.");
        }
        String name = clean(raw, false).strip();
        if (name.codePoints().noneMatch(Text::isVisible)) {
            throw new RejectedException(ErrorCode.BAD_NAME, "The name is empty.");
        }
        if (codePoints(name) > MAX_NAME) {
            throw new RejectedException(ErrorCode.BAD_NAME, "The name is too long.");
        }
        return name;
    }

    /// A chat message; line breaks are kept.
    public static String chat(String raw) {
        if (raw.length() > 4 * MAX_CHAT) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The chat message is too long.");
        }
        String text = clean(raw, true).strip();
        if (text.codePoints().noneMatch(Text::isVisible)) {
            throw new RejectedException(ErrorCode.MALFORMED, "The chat message is empty.");
        }
        if (codePoints(text) > MAX_CHAT) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The chat message is too long.");
        }
        return text;
    }

    /// A line that may be empty, as the title of a program.
    ///
    /// @param max in UTF-16 units
    static String line(String raw, int max) {
        if (raw.length() > 4 * max) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "A line of text is too long.");
        }
        String line = clean(raw, false).strip();
        if (line.length() > max) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "A line of text is too long.");
        }
        return line;
    }

    private static String clean(String raw, boolean lines) {
        StringBuilder clean = new StringBuilder(raw.length());
        String composed = Normalizer.normalize(raw, Normalizer.Form.NFC);
        boolean space = false;
        for (int i = 0; i < composed.length(); ) {
            int c = composed.codePointAt(i);
            i += Character.charCount(c);
            if (lines && c == '\n') {
                clean.append('\n');
                space = false;
            } else if (isSpace(c) && !(lines && c == '\r')) {
                if (!space || lines) {
                    clean.append(' ');
                }
                space = true;
            } else if (isPlain(c)) {
                clean.appendCodePoint(c);
                space = false;
            }
        }
        return clean.toString();
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || c == '\t' || c == '\n' || c == '\r';
    }

    /// Not a control character, half a surrogate pair, or a mark of direction (Unicode's
    /// `Bidi_Control`).
    private static boolean isPlain(int c) {
        if (c == 0x061C || c == 0x200E || c == 0x200F || c == 0xFEFF) {
            return false;
        }
        if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069)) {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.CONTROL ->
                    false;
            default -> true;
        };
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }
}
