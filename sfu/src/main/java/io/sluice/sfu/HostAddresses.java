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
import java.util.Set;

/// Which addresses the media plane listens on and tells its peers.
final class HostAddresses {
    /// RFC 8445 §5.1.2.1: the type preference of a host candidate, and the first of the local ones.
    private static final long HOST_PREFERENCE = 126;

    private static final long MAX_LOCAL_PREFERENCE = 65_535;

    /// RFC 6544 §4.2: a TCP host candidate comes after everything that is UDP, relays aside.
    private static final long TCP_HOST_PREFERENCE = 90;

    /// RFC 6544 §4.2: the local preference of a passive host candidate begins with this, and tells
    /// them apart by the remaining 13 bits.
    private static final long PASSIVE_DIRECTION = 4 << 13;

    private static final long MAX_OTHER_PREFERENCE = (1 << 13) - 1;

    /// RTP and RTCP share one component.
    private static final long COMPONENT = 1;

    private HostAddresses() {}

    /// The addresses under which others can reach this machine, IPv4 first; without any the
    /// loopback.
    static List<InetAddress> ofThisMachine() throws IOException {
        Set<InetAddress> passing = Ipv6AddressStates.read().passing();
        List<InetAddress> found = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (!network.isUp() || network.isLoopback()) {
                continue;
            }
            for (InetAddress scoped : network.inetAddresses().toList()) {
                InetAddress address = InetAddress.getByAddress(scoped.getAddress());
                if (reachable(address) && !passing.contains(address)) {
                    found.add(address);
                }
            }
        }
        found.sort(Comparator.comparingInt(HostAddresses::family));
        return found.isEmpty() ? List.of(InetAddress.ofLiteral("127.0.0.1")) : found;
    }

    /// Not link-local: a browser would have to know the interface. Of IPv6 global and unique local
    /// addresses (RFC 4193), not the site-local ones that RFC 3879 took back.
    static boolean reachable(InetAddress address) {
        boolean retired = address.isSiteLocalAddress() && !(address instanceof Inet4Address);
        return !address.isLinkLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !retired;
    }

    private static int family(InetAddress address) {
        return address instanceof Inet4Address ? 0 : 1;
    }

    /// The candidates of one loop: announced addresses take the place of the bound ones.
    ///
    /// @param udp where the loop is bound
    /// @param tcp where the server takes connections; none without TCP
    static List<IceCandidate> candidates(
            List<InetSocketAddress> udp, List<InetSocketAddress> tcp, List<InetAddress> announced) {
        List<IceCandidate> candidates = new ArrayList<>();
        for (InetSocketAddress at : told(udp, announced)) {
            long local = MAX_LOCAL_PREFERENCE - candidates.size();
            candidates.add(candidate(candidates.size(), HOST_PREFERENCE, local, at, false));
        }
        for (InetSocketAddress at : told(tcp, announced)) {
            long local = PASSIVE_DIRECTION + MAX_OTHER_PREFERENCE - candidates.size();
            candidates.add(candidate(candidates.size(), TCP_HOST_PREFERENCE, local, at, true));
        }
        return candidates;
    }

    private static List<InetSocketAddress> told(
            List<InetSocketAddress> bound, List<InetAddress> announced) {
        List<InetSocketAddress> told = new ArrayList<>(bound);
        if (!announced.isEmpty() && !bound.isEmpty()) {
            int port = bound.getFirst().getPort();
            told.clear();
            for (InetAddress address : announced) {
                told.add(new InetSocketAddress(address, port));
            }
        }
        told.sort(Comparator.comparingInt(at -> family(at.getAddress())));
        return told;
    }

    private static IceCandidate candidate(
            int index, long type, long local, InetSocketAddress at, boolean tcp) {
        return new IceCandidate(
                String.valueOf(index + 1),
                tcp ? "tcp" : "udp",
                type << 24 | local << 8 | (256 - COMPONENT),
                at.getAddress().getHostAddress(),
                at.getPort(),
                "host",
                tcp ? "passive" : null);
    }
}
