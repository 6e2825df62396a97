package io.sluice.sfu.api;

/// Who looks for the way between a peer and us (RFC 8445 §2.5).
public enum IceMode {
    /// The peer does: everybody can reach us.
    LITE,
    /// Both do: we are behind a NAT that lets in only what answers us.
    FULL
}
