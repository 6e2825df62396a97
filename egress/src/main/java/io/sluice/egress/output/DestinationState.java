package io.sluice.egress.output;

/// How a destination fares. `LIVE` is what is said of [#SENDING] and [#CONFIRMED] only.
public enum DestinationState {
    /// A connection is being made, or frames have not been taken for three seconds yet.
    CONNECTING,
    /// The server takes what we send, for three seconds and more.
    SENDING,
    /// The platform or the operator says that it is to be seen.
    CONFIRMED,
    /// The server has stopped taking frames.
    STALLED,
    /// The connection was lost; another is made soon.
    RETRYING,
    /// The server said no, or closes each time at once; tried again each minute.
    REJECTED,
    /// Cannot be tried again without a change: a forbidden address, a certificate that is not
    /// trusted.
    FAILED,
    /// Was told to stop.
    STOPPED;

    /// Whether frames arrive there.
    public boolean isLive() {
        return this == SENDING || this == CONFIRMED;
    }
}
