package io.sluice.rtmp;

/// Makes what a server says fit to be shown to people.
final class ServerWords {
    static final int MAX_CHARACTERS = 200;

    private ServerWords() {}

    /// Printable characters only, the key blotted out, cut at 200.
    static String printable(AmfValue.Fields information, String key) {
        String code = information.text("code");
        String description = information.text("description");
        String words = description.isBlank() ? code : description;
        StringBuilder printable = new StringBuilder();
        words.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(ServerWords::isPrintable)
                .forEach(printable::appendCodePoint);
        String shown = printable.toString();
        if (!key.isEmpty()) {
            shown = shown.replace(key, "••••"); // last, or a hidden character would save it
        }
        int length = shown.codePointCount(0, shown.length());
        int end = shown.offsetByCodePoints(0, Math.min(length, MAX_CHARACTERS));
        return shown.substring(0, end).strip();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
