package io.sluice.sfu.loop;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceMode;
import java.net.InetSocketAddress;
import java.util.List;

/// How the connections of a loop come about.
///
/// @param candidates where peers reach the socket, or connect to
/// @param stunServers asked for the address outside; names, not looked up
public record LoopIce(
        IceMode mode, List<IceCandidate> candidates, List<InetSocketAddress> stunServers) {
    public LoopIce {
        candidates = List.copyOf(candidates);
        stunServers = List.copyOf(stunServers);
    }
}
