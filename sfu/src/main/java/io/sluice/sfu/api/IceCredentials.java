package io.sluice.sfu.api;

/// One side's ICE user name fragment and password (RFC 8445 §5.3).
public record IceCredentials(String ufrag, String password) {
    /// The password is a secret: it never reaches a log.
    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
