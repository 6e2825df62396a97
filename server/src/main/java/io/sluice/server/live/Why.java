package io.sluice.server.live;

import io.sluice.signaling.message.ProgramCause;

/// Why a program is in its phase.
///
/// @param words for people, "" without a cause
record Why(ProgramCause cause, String words) {
    static final Why NONE = new Why(ProgramCause.NONE, "");
    static final Why NOT_ENTERED =
            new Why(ProgramCause.NOT_ENTERED, "The room could not be entered.");
}
