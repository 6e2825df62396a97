package io.sluice.sfu.congestion;

/// What the delays say about the rate of sending.
public enum BandwidthUsage {
    NORMAL,
    /// Queues grow.
    OVERUSING,
    /// Queues empty.
    UNDERUSING
}
