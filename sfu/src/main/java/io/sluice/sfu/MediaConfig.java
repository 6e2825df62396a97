package io.sluice.sfu;

import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.congestion.NetworkBudgets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// How the media plane is set up.
///
/// @param bindAddresses where to listen; none means each address of this machine, without
///   link-local and temporary ones
/// @param udpPort of the first loop, the others take the next ones; 0 for any free ones
/// @param tcpPort of the one place that takes media over TCP; 0 for any free one, [#NO_TCP] for
///   none
/// @param loops threads that move media, each with its own port
/// @param announcedAddresses what peers are told instead of the bound addresses, for a server
///   behind address translation that keeps the port
/// @param packetMemoryBytes of each loop: what is on its way and what may be asked for again
/// @param maxRooms at the same time
/// @param maxParticipants in one room
/// @param spreadPercent a loop that was busy for more of the last second than this gives newcomers
///   of its rooms to another loop; 100 keeps each room on one loop
/// @param adapts whether each receiver is held to what its network carries
/// @param uplinks what receivers behind one address or in one network may be sent together; holds
///   where receivers are held to their networks
/// @param ice how connections come about
public record MediaConfig(
        List<InetAddress> bindAddresses,
        int udpPort,
        int tcpPort,
        int loops,
        List<InetAddress> announcedAddresses,
        long packetMemoryBytes,
        int maxRooms,
        int maxParticipants,
        int spreadPercent,
        boolean adapts,
        NetworkBudgets uplinks,
        Ice ice) {
    /// A second of 400 pictures of 1.5 Mbit/s, twice over for the cells' unused ends.
    public static final long DEFAULT_PACKET_MEMORY_BYTES = 256L << 20;

    public static final int DEFAULT_UDP_PORT = 40_000;

    /// Instead of a port: media goes over UDP alone.
    public static final int NO_TCP = -1;

    public static final int DEFAULT_MAX_ROOMS = 1_000;

    public static final int DEFAULT_MAX_PARTICIPANTS = 100;

    public static final int DEFAULT_SPREAD_PERCENT = 60;

    private static final int MAX_PORT = 65_535;

    public MediaConfig {
        bindAddresses = List.copyOf(bindAddresses);
        announcedAddresses = List.copyOf(announcedAddresses);
        if (loops < 1 || maxRooms < 1 || maxParticipants < 1 || packetMemoryBytes < 1) {
            throw new IllegalArgumentException("loops, rooms and memory: at least one");
        }
        if (!uplinks.isEmpty() && !adapts) {
            throw new IllegalArgumentException("shared uplinks need receivers that adapt");
        }
        if (spreadPercent < 0 || spreadPercent > 100) {
            throw new IllegalArgumentException("no such share: " + spreadPercent);
        }
        if (udpPort < 0 || udpPort + loops - 1 > MAX_PORT) {
            throw new IllegalArgumentException("no such port: " + udpPort);
        }
        if (tcpPort < NO_TCP || tcpPort > MAX_PORT) {
            throw new IllegalArgumentException("no such port: " + tcpPort);
        }
    }

    /// One loop per processor.
    public static MediaConfig defaults() {
        return new MediaConfig(
                List.of(),
                DEFAULT_UDP_PORT,
                DEFAULT_UDP_PORT,
                Runtime.getRuntime().availableProcessors(),
                List.of(),
                DEFAULT_PACKET_MEMORY_BYTES,
                DEFAULT_MAX_ROOMS,
                DEFAULT_MAX_PARTICIPANTS,
                DEFAULT_SPREAD_PERCENT,
                false,
                NetworkBudgets.NONE,
                Ice.LITE);
    }

    /// How connections come about.
    ///
    /// @param stunServers asked in full mode which address we have outside; their names are looked
    ///   up again and again
    public record Ice(IceMode mode, List<InetSocketAddress> stunServers) {
        public static final Ice LITE = new Ice(IceMode.LITE, List.of());

        public Ice {
            stunServers = List.copyOf(stunServers);
        }
    }
}
