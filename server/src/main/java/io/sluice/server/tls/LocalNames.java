package io.sluice.server.tls;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The names and addresses under which this machine can be reached now.
///
/// @param host the machine's own name; `localhost` if it has none
/// @param addresses of the interfaces that are up, loopback included, IPv4 first
public record LocalNames(String host, List<InetAddress> addresses) {
    public LocalNames {
        addresses = List.copyOf(addresses);
    }

    public static LocalNames find() {
        return new LocalNames(hostName(), interfaceAddresses());
    }

    /// The addresses others in the network may use, best guess first: those of IPv4, or of IPv6
    /// where there are no others.
    public List<InetAddress> lanAddresses() {
        List<InetAddress> reachable =
                addresses.stream()
                        .filter(address ->
                                !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                        .toList();
        List<InetAddress> ofIpv4 =
                reachable.stream().filter(Inet4Address.class::isInstance).toList();
        return ofIpv4.isEmpty() ? reachable : ofIpv4;
    }

    /// What a certificate for this machine is valid for: DNS names.
    Set<String> dnsNames() {
        var names = new LinkedHashSet<String>();
        names.add("localhost");
        names.add(host);
        return names;
    }

    /// What a certificate for this machine is valid for: addresses.
    Set<String> ipAddresses() {
        var texts = new LinkedHashSet<String>();
        for (InetAddress address : addresses) {
            if (!address.isLinkLocalAddress()) {
                texts.add(address.getHostAddress());
            }
        }
        return texts;
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
                            && !name.matches("[0-9.]+")
                    ? name
                    : "localhost";
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    private static List<InetAddress> interfaceAddresses() {
        var found = new ArrayList<InetAddress>();
        try {
            for (var each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()) {
                    each.inetAddresses().map(LocalNames::withoutScope).forEach(found::add);
                }
            }
        } catch (SocketException _) {
            found.add(InetAddress.getLoopbackAddress());
        }
        found.sort((a, b) -> Boolean.compare(a instanceof Inet6Address, b instanceof Inet6Address));
        return found;
    }

    /// `fe80::1%eth0` → `fe80::1`: a certificate knows no interfaces.
    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // its own bytes always make an address
        }
    }
}
