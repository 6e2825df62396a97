package io.sluice.egress.control;

/// Who stands where in a program.
public enum Layout {
    /// Everybody of the same size.
    GRID,
    /// The first one large, the others in a strip.
    SPEAKER,
    /// The shared screen large, the first one and a few others beside it.
    SCREEN,
    /// Two of the same size: the screen and the first one, or the first two.
    SIDE_BY_SIDE,
    /// The screen, or the first one, fills the picture.
    SOLO
}
