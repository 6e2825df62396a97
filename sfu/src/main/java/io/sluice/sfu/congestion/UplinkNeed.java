package io.sluice.sfu.congestion;

/// What the receivers of one loop that share an uplink need together, bits per second.
///
/// @param receivers how many they are
/// @param soundBps what their sound takes
/// @param wantedBps beyond sound
public record UplinkNeed(int receivers, long soundBps, long wantedBps) {
    /// Nobody is there.
    public static final UplinkNeed NONE = new UplinkNeed(0, 0, 0);
}
