package io.sluice.signaling.session;

/// How a connection ended, which says how long the seat of its participant is kept.
public enum Ending {
    /// The client closed it for good (1000).
    LEFT,
    /// The page goes away (1001): closed, or about to be loaded anew.
    GOING_AWAY,
    /// Nobody said anything: a network that went, a process that died.
    BROKEN
}
