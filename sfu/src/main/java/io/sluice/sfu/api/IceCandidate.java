package io.sluice.sfu.api;

/// An address at which the server can be reached, as `a=candidate` says it (RFC 8839 §5.1).
///
/// @param transport `udp` or `tcp`
/// @param type `host` or `srflx`
public record IceCandidate(
        String foundation,
        String transport,
        long priority,
        String address,
        int port,
        String type) {}
