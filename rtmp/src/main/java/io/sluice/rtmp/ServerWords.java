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
        if (!key.isEmpty()) {
            words = words.replace(key, "••••");
        }
        StringBuilder shown = new StringBuilder();
        words.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .filter(ServerWords::isPrintable)
                .limit(MAX_CHARACTERS)
                .forEach(shown::appendCodePoint);
        return shown.toString().strip();
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
