package io.sluice.signaling.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What a program looks like.
///
/// @param names whether people's names are shown
/// @param title a line at the lower edge, at most 120 characters, "" for none
/// @param logo base64 of a PNG; null for none, [#KEPT] for the one there is
/// @param slate what covers everything
/// @param slateText what it says, at most 120 characters
/// @param muted whether the program is silent
public record ProgramScene(
        Layout layout,
        @JsonProperty(required = true) boolean names,
        String title,
        @Nullable String logo,
        Slate slate,
        String slateText,
        @JsonProperty(required = true) boolean muted) {
    /// In place of a logo that stays as it is; it is never sent back.
    public static final String KEPT = "set";

    /// A grid with names.
    public static final ProgramScene DEFAULT =
            new ProgramScene(Layout.GRID, true, "", null, Slate.NONE, "", false);

    private static final int MAX_LINE = 120;
    private static final int MAX_LOGO = 150_000;

    /// A logo stands in a corner of a picture of 4K at most.
    private static final int MAX_LOGO_SIDE = 2_048;

    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int PNG_HEADER_BYTES = 24;

    public ProgramScene {
        layout = Checks.required(layout, "layout");
        title = Text.line(Checks.orEmpty(title), MAX_LINE);
        slate = slate(slate);
        slateText = Text.line(Checks.orEmpty(slateText), MAX_LINE);
        if (logo != null && !logo.equals(KEPT)) {
            checkPng(logo);
        }
    }

    private static Slate slate(@Nullable Slate slate) {
        return slate == null ? Slate.NONE : slate;
    }

    /// Who decodes it later takes memory by what it says of its size.
    private static void checkPng(String logo) {
        if (logo.length() > MAX_LOGO) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The logo is too large.");
        }
        try {
            ByteBuffer png = ByteBuffer.wrap(Base64.getDecoder().decode(logo));
            if (png.remaining() > PNG_HEADER_BYTES && png.getLong(0) == PNG_SIGNATURE) {
                int width = png.getInt(PNG_HEADER_BYTES - 8);
                int height = png.getInt(PNG_HEADER_BYTES - 4);
                Checks.range(width, 1, MAX_LOGO_SIDE, "The width of the logo");
                Checks.range(height, 1, MAX_LOGO_SIDE, "The height of the logo");
                return;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new RejectedException(ErrorCode.MALFORMED, "The logo is not a PNG in base64.");
    }

    /// The same with this logo.
    public ProgramScene withLogo(@Nullable String other) {
        return new ProgramScene(layout, names, title, other, slate, slateText, muted);
    }

    /// Who stands where.
    public enum Layout {
        /// Everybody of the same size.
        GRID,
        /// The speaker large, the others in a strip.
        SPEAKER,
        /// The shared screen large, a few people beside it.
        SCREEN,
        /// Two of the same size.
        SIDE_BY_SIDE,
        /// One fills the picture.
        SOLO
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
