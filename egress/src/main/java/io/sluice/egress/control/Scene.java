package io.sluice.egress.control;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a program looks like, apart from who is in it. It can change at any time.
///
/// @param title a line at the lower edge, empty for none
/// @param logoPng a picture for the upper right corner, base64 of a PNG
/// @param slate what covers everything
/// @param slateText what it says, empty for nothing
/// @param muted the program is silent; so it is under every slate
public record Scene(
        Layout layout,
        boolean names,
        String title,
        @Nullable String logoPng,
        Slate slate,
        String slateText,
        boolean muted) {
    /// More does not fit into the line.
    public static final int MAX_TITLE = 120;

    /// 256 kB less what else a message holds.
    public static final int MAX_LOGO = 150_000;

    public Scene {
        Objects.requireNonNull(layout);
        Objects.requireNonNull(slate);
        title = cut(title);
        slateText = cut(slateText);
        if (logoPng != null && logoPng.length() > MAX_LOGO) {
            throw new IllegalArgumentException("the logo is too large");
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_TITLE ? text : text.substring(0, MAX_TITLE);
    }

    /// A grid with names.
    public static Scene grid() {
        return new Scene(Layout.GRID, true, "", null, Slate.NONE, "", false);
    }

    public Scene with(Layout other) {
        return new Scene(other, names, title, logoPng, slate, slateText, muted);
    }

    public Scene with(Slate other, String text) {
        return new Scene(layout, names, title, logoPng, other, text, muted);
    }

    public Scene titled(String other) {
        return new Scene(layout, names, other, logoPng, slate, slateText, muted);
    }

    /// A picture of letters in place of the meeting.
    public enum Slate {
        NONE,
        /// Before it starts.
        WAITING,
        /// A pause.
        HOLD,
        /// After it ended.
        END
    }
}
