package io.sluice.sfu;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Which of this machine's IPv6 addresses will not last, as Linux says it; elsewhere nobody knows.
///
/// @param passing not to be bound: not yet or no longer valid, or changed every day for privacy
record Ipv6AddressStates(Set<InetAddress> passing) {
    /// Address, interface, prefix length, scope, flags and name of each address (proc(5)).
    private static final Path TABLE = Path.of("/proc/net/if_inet6");

    private static final int ADDRESS_COLUMN = 0;
    private static final int FLAGS_COLUMN = 4;
    private static final int COLUMNS = 6;

    /// IFA_F_ flags of `linux/if_addr.h`: temporary (RFC 8981), duplicate, deprecated, tentative.
    private static final int PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40;

    private static final int NO_SCOPE = -1;

    Ipv6AddressStates {
        passing = Set.copyOf(passing);
    }

    static Ipv6AddressStates read() {
        try {
            return parse(Files.readAllLines(TABLE));
        } catch (IOException _) {
            return new Ipv6AddressStates(Set.of());
        }
    }

    /// What cannot be read is passed over: then the address is taken for one that lasts.
    static Ipv6AddressStates parse(List<String> lines) {
        Set<InetAddress> passing = new HashSet<>();
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", COLUMNS);
            if (columns.length < COLUMNS) {
                continue;
            }
            try {
                int flags = Integer.parseInt(columns[FLAGS_COLUMN], 16);
                byte[] address = HexFormat.of().parseHex(columns[ADDRESS_COLUMN]);
                if ((flags & PASSING_FLAGS) != 0) {
                    passing.add(Inet6Address.getByAddress(null, address, NO_SCOPE));
                }
            } catch (IllegalArgumentException | UnknownHostException _) {
                // not a line of this table
            }
        }
        return new Ipv6AddressStates(passing);
    }
}
