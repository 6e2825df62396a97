package io.sluice.signaling.program;

/// Who is in a meeting, for who makes a picture of it. Safe to use from any thread.
public interface People {
    /// The name everybody sees; empty for somebody unknown or hidden.
    String nameOf(String participantId);

    /// Whether a publication is a shared screen.
    boolean isScreen(String publicationId);
}
