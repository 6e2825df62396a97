package io.sluice.sfu.api;

import org.jspecify.annotations.Nullable;

/// An address at which one side can be reached, as `a=candidate` says it (RFC 8839 §5.1).
///
/// @param transport `udp` or `tcp`
/// @param type `host`, `srflx`, `prflx` or `relay`
/// @param tcpType who opens the connection (RFC 6544 §4.5): `active`, `passive` or `so`; null for
///   UDP
public record IceCandidate(
        String foundation,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        @Nullable String tcpType) {
    /// A candidate for UDP.
    public IceCandidate(
            String foundation,
            String transport,
            long priority,
            String address,
            int port,
            String type) {
        this(foundation, transport, priority, address, port, type, null);
    }
}
