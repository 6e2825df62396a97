package io.sluice.sfu.congestion;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;

/// What the operator allows all receivers behind one address, or in one network, together: an
/// uplink that they share, and that nobody can measure from here.
///
/// @param networks the narrower of two that overlap counts
/// @param eachAddressBps of each address in none of them, bits per second, 0 for no limit; of IPv6
///   each /64, the network of one link
public record NetworkBudgets(List<Network> networks, long eachAddressBps) {
    /// Nobody shares anything.
    public static final NetworkBudgets NONE = new NetworkBudgets(List.of(), 0);

    private static final int LINK_PREFIX = 64;
    private static final int FULL_PREFIX = 128;

    /// An IPv4 address stands in the last 32 bits, after this (RFC 4291 §2.5.5.2).
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    private static final int IPV4_BYTES = 4;
    private static final int IPV4_OFFSET = 96;

    /// One network, as IPv6.
    ///
    /// @param prefix how many bits count, 0..128
    /// @param bps bits per second, more than 0
    public record Network(long high, long low, int prefix, long bps) {
        public Network {
            if (prefix < 0 || prefix > FULL_PREFIX || bps <= 0) {
                throw new IllegalArgumentException("no such network or budget");
            }
        }

        /// The network whose addresses begin with so many bits of this one.
        ///
        /// @param prefix 0..32 of an IPv4 address, 0..128 of an IPv6 address
        /// @throws IllegalArgumentException when there is no such prefix
        public static Network of(InetAddress address, int prefix, long bps) {
            ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
            boolean four = bytes.remaining() == IPV4_BYTES;
            long high = four ? 0 : bytes.getLong();
            long low =
                    four ? IPV4_MAPPED | Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
            return new Network(high, low, prefix < 0 || !four ? prefix : prefix + IPV4_OFFSET, bps);
        }

        boolean holds(long addressHigh, long addressLow) {
            if (prefix <= Long.SIZE) {
                return prefix == 0 || (addressHigh ^ high) >>> (Long.SIZE - prefix) == 0;
            }
            return addressHigh == high && (addressLow ^ low) >>> (FULL_PREFIX - prefix) == 0;
        }

        /// Addresses of people do not reach a log by accident.
        @Override
        public String toString() {
            return "Network[/" + prefix + ", bps=" + bps + "]";
        }
    }

    public NetworkBudgets {
        networks =
                networks.stream()
                        .sorted(Comparator.comparingInt(Network::prefix).reversed())
                        .toList();
        if (eachAddressBps < 0) {
            throw new IllegalArgumentException("no such budget: " + eachAddressBps);
        }
    }

    /// Whether nobody shares anything.
    public boolean isEmpty() {
        return networks.isEmpty() && eachAddressBps == 0;
    }

    /// Whom a receiver at this address shares with; [SharedUplink.Key#NONE] when with nobody.
    SharedUplink.Key keyOf(long high, long low) {
        for (Network network : networks) {
            if (network.holds(high, low)) {
                return new SharedUplink.Key(network.high, network.low, network.prefix, network.bps);
            }
        }
        if (eachAddressBps == 0) {
            return SharedUplink.Key.NONE;
        }
        boolean four = high == 0 && low >>> Integer.SIZE == IPV4_MAPPED >>> Integer.SIZE;
        return four
                ? new SharedUplink.Key(high, low, FULL_PREFIX, eachAddressBps)
                : new SharedUplink.Key(high, 0, LINK_PREFIX, eachAddressBps);
    }
}
