package io.sluice.sfu;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.Sfu;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.loop.LoopChoice;
import io.sluice.sfu.loop.LoopClock;
import io.sluice.sfu.loop.LoopIce;
import io.sluice.sfu.loop.MediaLoop;
import io.sluice.sfu.loop.RoomProxy;
import io.sluice.sfu.loop.SpreadRoom;
import io.sluice.sfu.loop.UplinkExchange;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.net.UdpSocketProvider;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.MediaSnapshot;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.relay.RelayLink;
import io.sluice.sfu.relay.RelayPort;
import io.sluice.sfu.room.Room;
import io.sluice.sfu.room.RoomLimits;
import io.sluice.sfu.room.RoomResources;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.transport.TransportWarmUp;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The media plane put together: loops with their sockets and memory, and the rooms on them.
public final class MediaPlane implements Sfu, SpreadRoom.Loops {
    /// The rest of a loop's memory is for packets on their way.
    private static final double HISTORY_SHARE = 0.75;

    private final MediaConfig config;
    private final Arena arena;
    private final TcpFront tcp;
    private final List<Station> stations;
    private final AtomicInteger rooms = new AtomicInteger();
    private final Map<Direction, RelayPort.Way> ways = new HashMap<>(); // guarded by this

    /// From one loop to another, by their numbers.
    private record Direction(int from, int to) {}

    /// A loop and what its rooms share.
    ///
    /// @param sockets what kind they are
    /// @param rooms opened here and not yet closed
    private record Station(
            MediaLoop loop, RoomResources resources, String sockets, AtomicInteger rooms) {
        boolean lessBusyThan(Station other) {
            long people = participants() - other.participants();
            return people == 0 ? rooms.get() < other.rooms.get() : people < 0;
        }

        private long participants() {
            return loop.counters().count(Count.PARTICIPANTS);
        }
    }

    private MediaPlane(MediaConfig config, Arena arena, TcpFront tcp, List<Station> stations) {
        this.config = config;
        this.arena = arena;
        this.tcp = tcp;
        this.stations = stations;
    }

    /// Binds the sockets and starts the loops.
    ///
    /// @throws IOException when an address or a port ([PortException]) cannot be had; nothing is
    ///   left running then
    public static MediaPlane start(MediaConfig config) throws IOException {
        List<InetAddress> addresses =
                config.bindAddresses().isEmpty()
                        ? HostAddresses.ofThisMachine()
                        : config.bindAddresses();
        SecureRandom random = new SecureRandom();
        DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());
        TransportWarmUp.run(identity, config.ice().mode(), random);
        LoopClock clock = LoopClock.start();
        TcpFront tcp = TcpFront.bind(addresses, config.tcpPort());
        Arena arena = Arena.ofShared();
        UplinkExchange exchange = new UplinkExchange(config.loops());
        List<Station> stations = new ArrayList<>();
        try {
            for (int i = 0; i < config.loops(); i++) {
                stations.add(station(config, i, addresses, tcp, arena, clock, identity, exchange));
            }
        } catch (IOException failure) {
            tcp.close();
            // The loops that have a socket already run their shutdown.
            stations.forEach(station -> station.loop.start());
            stations.forEach(station -> station.loop.close());
            arena.close();
            throw failure;
        }
        stations.forEach(station -> station.loop.start());
        tcp.start();
        return new MediaPlane(config, arena, tcp, List.copyOf(stations));
    }

    private static Station station(
            MediaConfig config,
            int index,
            List<InetAddress> addresses,
            TcpFront tcp,
            Arena arena,
            LoopClock clock,
            DtlsIdentity identity,
            UplinkExchange exchange)
            throws IOException {
        PacketSlab slab = new PacketSlab(arena, config.packetMemoryBytes());
        Counters counters = new Counters();
        int port = config.udpPort() == 0 ? 0 : config.udpPort() + index;
        UdpSocket socket = udp(addresses, port, slab, counters);
        SecureRandom random = new SecureRandom();
        MediaLoop loop =
                new MediaLoop(
                        index,
                        socket,
                        slab,
                        clock,
                        identity,
                        new LoopIce(
                                config.ice().mode(),
                                HostAddresses.candidates(
                                        socket.localAddresses(),
                                        tcp.localAddresses(),
                                        config.announcedAddresses()),
                                config.ice().stunServers()),
                        tcp.directory(),
                        random,
                        counters);
        RoomResources resources =
                new RoomResources(
                        loop,
                        loop.deadlines(),
                        slab,
                        new HistoryBudget((long) (config.packetMemoryBytes() * HISTORY_SHARE)),
                        new PacketScratch(arena),
                        counters,
                        serverClock(clock),
                        config.adapts(),
                        new UplinkBudgets(config.uplinks(), exchange.of(index)),
                        random);
        return new Station(loop, resources, socket.description(), new AtomicInteger());
    }

    private static UdpSocket udp(
            List<InetAddress> addresses, int port, PacketSlab slab, Counters counters)
            throws IOException {
        try {
            return UdpSocketProvider.choose().bind(addresses, port, slab, counters);
        } catch (IOException taken) {
            throw new PortException(false, port, taken);
        }
    }

    private static ServerClock serverClock(LoopClock clock) {
        long ntp = clock.ntp(0);
        return new ServerClock(ntp >>> 32, ServerClock.nanosOf(ntp & 0xffff_ffffL));
    }

    @Override
    public RoomHandle openRoom(String name, RoomListener listener) {
        Station least = stations.getFirst();
        for (Station station : stations) {
            least = station.lessBusyThan(least) ? station : least;
        }
        if (rooms.incrementAndGet() > config.maxRooms()) {
            rooms.decrementAndGet();
            throw new MediaException(
                    MediaException.Reason.OVERLOADED, "no more than " + config.maxRooms());
        }
        return new SpreadRoom(name, this, least.loop, listener);
    }

    @Override
    public MediaLoop choose(MediaLoop home) {
        int[] busy = new int[stations.size()];
        long[] people = new long[stations.size()];
        for (int i = 0; i < busy.length; i++) {
            busy[i] = stations.get(i).loop.busyPercent();
            people[i] = stations.get(i).participants();
        }
        int chosen = LoopChoice.of(home.index(), busy, people, config.spreadPercent());
        return stations.get(chosen).loop;
    }

    @Override
    public RoomProxy open(MediaLoop loop, int number, String name, RoomListener listener) {
        Station station = stations.get(loop.index());
        station.rooms.incrementAndGet();
        Runnable onClosed =
                () -> {
                    station.rooms.decrementAndGet();
                    if (number == Room.HOME) {
                        rooms.decrementAndGet();
                    }
                };
        RoomLimits limits = RoomLimits.of(config.maxParticipants());
        return new RoomProxy(
                loop,
                now -> new Room(name, number, station.resources, limits, listener, onClosed, now));
    }

    @Override
    public synchronized RelayLink link(MediaLoop from, MediaLoop to) {
        return ways.computeIfAbsent(new Direction(from.index(), to.index()), _ -> way(from, to))
                .link();
    }

    private RelayPort.Way way(MediaLoop from, MediaLoop to) {
        RelayPort.Way way = new RelayPort.Way(arena, from.counters(), to::wakeUp);
        from.post(() -> from.relay().addOutgoing(way));
        to.post(() -> to.relay().addIncoming(way));
        return way;
    }

    /// Which sockets and which cryptography are in use, for the operator.
    public String implementations() {
        return stations.getFirst().sockets + ", SRTP by " + SrtpFactory.name();
    }

    /// What has been counted so far. Any thread may ask.
    public MediaSnapshot snapshot() {
        return MediaSnapshot.of(
                Stream.concat(
                                Stream.of(tcp.counters()),
                                stations.stream().map(station -> station.loop.counters()))
                        .toList());
    }

    /// The numbers of the loops' threads, for whoever measures them.
    public List<Long> threads() {
        return stations.stream().map(station -> station.loop.threadNumber()).toList();
    }

    /// Says goodbye to all peers and ends the loops.
    @Override
    public void close() {
        tcp.close();
        stations.forEach(station -> station.loop.close());
        arena.close();
    }
}
