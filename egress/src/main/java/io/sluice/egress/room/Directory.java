package io.sluice.egress.room;

/// What the control plane knows of people and the program must not guess.
public interface Directory {
    /// The name everybody sees; empty for somebody unknown.
    String nameOf(String participantId);

    /// Whether a publication is a shared screen.
    boolean isScreen(String publicationId);
}
