package io.sluice.sfu;

import io.sluice.sfu.api.IceCandidate;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which addresses the media plane listens on and tells its peers.
final class HostAddresses {
    /// RFC 8445 §5.1.2.1: the type preference of a host candidate, and the first of the local ones.
    private static final long HOST_PREFERENCE = 126;

    private static final long MAX_LOCAL_PREFERENCE = 65_535;

    /// RTP and RTCP share one component.
    private static final long COMPONENT = 1;

    private HostAddresses() {}

    /// The IPv4 addresses under which others can reach this machine; without any the loopback.
    static List<InetAddress> ofThisMachine() throws IOException {
        List<InetAddress> found = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (!network.isUp() || network.isLoopback()) {
                continue;
            }
            for (InetAddress address : network.inetAddresses().toList()) {
                if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
                    found.add(address);
                }
            }
        }
        return found.isEmpty() ? List.of(InetAddress.ofLiteral("127.0.0.1")) : found;
    }

    /// The candidates of one loop: announced addresses take the place of the bound ones.
    static List<IceCandidate> candidates(
            List<InetSocketAddress> bound, List<InetAddress> announced) {
        List<InetSocketAddress> reachable = new ArrayList<>(bound);
        if (!announced.isEmpty()) {
            int port = bound.getFirst().getPort();
            reachable.clear();
            for (InetAddress address : announced) {
                reachable.add(new InetSocketAddress(address, port));
            }
        }
        reachable.sort(
                Comparator.comparingInt(at -> at.getAddress() instanceof Inet4Address ? 0 : 1));
        List<IceCandidate> candidates = new ArrayList<>();
        for (InetSocketAddress at : reachable) {
            long local = MAX_LOCAL_PREFERENCE - candidates.size();
            long priority = HOST_PREFERENCE << 24 | local << 8 | (256 - COMPONENT);
            candidates.add(
                    new IceCandidate(
                            String.valueOf(candidates.size() + 1),
                            "udp",
                            priority,
                            at.getAddress().getHostAddress(),
                            at.getPort(),
                            "host"));
        }
        return candidates;
    }
}
