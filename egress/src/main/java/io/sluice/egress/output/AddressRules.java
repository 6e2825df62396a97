package io.sluice.egress.output;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which addresses a URL that somebody typed may lead to: public ones, and those the operator
/// named.
///
/// A name is looked up once and the address found is the one that is connected to, so that a name
/// cannot lead elsewhere between check and use.
public final class AddressRules {
    /// Networks of IPv4 that are not the internet (RFC 6890), with the bits that count.
    private static final int[][] FORBIDDEN_V4 = {
        {0x00000000, 8}, // this network
        {0x0a000000, 8}, // private
        {0x64400000, 10}, // carrier's NAT
        {0x7f000000, 8}, // loopback
        {0xa9fe0000, 16}, // link-local, where clouds keep their credentials
        {0xac100000, 12}, // private
        {0xc0000000, 24}, // protocol assignments
        {0xc0a80000, 16}, // private
        {0xc6120000, 15}, // benchmarks
        {0xe0000000, 3}, // multicast, reserved, broadcast
    };

    private final List<Network> allowed;

    private record Network(List<Byte> address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.size()) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i & 7);
                if (((address.get(i >> 3) ^ other[i >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private AddressRules(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// Only public addresses.
    public static AddressRules publicOnly() {
        return new AddressRules(List.of());
    }

    /// Public addresses and those networks, each as `192.168.1.0/24`, `fd00::/8` or a single
    /// address.
    ///
    /// Throws IllegalArgumentException with the word that is no network.
    public static AddressRules allowing(List<String> networks) {
        return new AddressRules(networks.stream().map(AddressRules::network).toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        try {
            if (host.isEmpty()
                    || !host.chars()
                            .allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
                throw new IllegalArgumentException("no network: " + text);
            }
            byte[] address = InetAddress.ofLiteral(host).getAddress();
            int most = address.length * 8;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("no network: " + text);
            }
            Byte[] boxed = new Byte[address.length];
            Arrays.setAll(boxed, i -> address[i]);
            return new Network(List.of(boxed), bits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no network: " + text, e);
        }
    }

    /// Whether a connection to the address may be made.
    public boolean allows(InetAddress address) {
        byte[] bytes = address.getAddress();
        return allowed.stream().anyMatch(network -> network.holds(bytes)) || isPublic(address);
    }

    /// The first address of a host that is allowed; nothing when there is none. Asks DNS.
    public Optional<InetAddress> resolve(String host) throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host)).filter(this::allows).findFirst();
    }

    private static boolean isPublic(InetAddress address) {
        byte[] b = address.getAddress();
        return address instanceof Inet4Address ? isPublicV4(word(b, 0)) : isPublicV6(b);
    }

    private static boolean isPublicV4(int address) {
        for (int[] network : FORBIDDEN_V4) {
            if (((address ^ network[0]) >>> (32 - network[1])) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPublicV6(byte[] b) {
        int first = word(b, 0);
        if (first == 0x0064ff9b) {
            return isPublicV4(word(b, 12)); // NAT64 leads to an IPv4 address (RFC 6052)
        }
        if (first >>> 16 == 0x2002) {
            return isPublicV4((first << 16) | (word(b, 4) >>> 16)); // 6to4 (RFC 3056)
        }
        boolean teredo = first == 0x20010000;
        return first >>> 29 == 1 && !teredo; // 2000::/3 is what is given out
    }

    private static int word(byte[] b, int at) {
        return ByteBuffer.wrap(b).getInt(at);
    }
}
