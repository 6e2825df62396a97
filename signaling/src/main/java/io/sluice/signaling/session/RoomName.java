package io.sluice.signaling.session;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// The name of a room as it stands in its address: letters of any script, digits, `-` and `_`,
/// composed (NFC) and without regard to case.
public record RoomName(String value) {
    private static final int MAX_CODE_POINTS = 64;

    /// Names that would read like a page of the server.
    private static final Set<String> RESERVED =
            Set.of("api", "rtc", "assets", "static", "healthz", "readyz", "metrics", "admin");

    /// Brings a name into its one form.
    ///
    /// @throws RejectedException when it cannot be a name
    public static RoomName of(String raw) {
        if (raw.length() > 4 * MAX_CODE_POINTS) {
            throw bad("The room's name is too long.");
        }
        // Upper, then lower case: what differs in case only is one name, also ß and SS.
        String folded =
                Normalizer.normalize(raw.strip(), Normalizer.Form.NFC)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
        String name = Normalizer.normalize(folded, Normalizer.Form.NFC);
        if (name.isEmpty() || name.codePointCount(0, name.length()) > MAX_CODE_POINTS) {
            throw bad("The room's name is empty or too long.");
        }
        if (!name.codePoints().allMatch(RoomName::isAllowed)
                || !Character.isLetterOrDigit(name.codePointAt(0))) {
            throw bad("The room's name has characters that are not letters, digits, - or _.");
        }
        if (RESERVED.contains(name)) {
            throw bad("The room's name is reserved.");
        }
        return new RoomName(name);
    }

    private static boolean isAllowed(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || c == '-'
                || c == '_'
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static RejectedException bad(String message) {
        return new RejectedException(ErrorCode.BAD_ROOM, message);
    }
}
