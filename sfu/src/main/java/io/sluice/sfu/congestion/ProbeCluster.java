package io.sluice.sfu.congestion;

/// Some packets that are to leave at a rate that is being tried out.
///
/// @param id counts up from 1
/// @param bps the rate, bits per second
/// @param bytes how many to send at least
/// @param packets how many to send at least
public record ProbeCluster(int id, long bps, int bytes, int packets) {
    /// The cluster of packets that are no probe.
    public static final int NONE = 0;
}
