package io.sluice.sfu.loop;

import io.sluice.rtp.PacketKind;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.net.DatagramBatch;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.net.TcpConnections;
import io.sluice.sfu.net.TcpHandover;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.relay.RelayPort;
import io.sluice.sfu.time.CycleTimes;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Departures;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportHost;
import io.sluice.sfu.transport.TransportListener;
import io.sluice.sfu.transport.WebRtcTransport;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.ice.StunUfrag;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread of the media plane with its sockets, its memory, its connections and the rooms that
/// live on it. What a loop owns is touched by its thread alone; the way in is [#post].
public final class MediaLoop implements TransportFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);

    /// Datagrams per receive: enough to spread a cycle's cost, few enough to keep the deadlines.
    private static final int BATCH = 64;

    /// Tasks per cycle, for the same reason.
    private static final int MAX_TASKS = 64;

    /// Connections that are not up; each costs a few kilobytes and lives 30 seconds.
    private static final int MAX_UNCONNECTED = 5_000;

    /// The longest wait without a deadline.
    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    private final int index;
    private final UdpSocket socket;
    private final PacketSlab slab;
    private final LoopClock clock;
    private final DtlsIdentity identity;
    private final LoopIce ice;
    private final Counters counters;
    private final Mailbox mailbox;

    /// Made once, not in each cycle.
    private final Consumer<Throwable> failedTask = this::onTaskFailed;

    private final Deadlines deadlines = new Deadlines(this::onTaskFailed);
    private final DatagramBatch batch;
    private final TransportTable transports = new TransportTable(MAX_UNCONNECTED);
    private final TcpConnections tcp;
    private final RelayPort relay;
    private final LoopLoad load = new LoopLoad();
    private final CycleTimes cycleTimes = new CycleTimes();
    private final TransportHost host;
    private final OutsideAddresses outside;
    private final Thread thread;
    private long nowNanos;
    private volatile boolean stopping;

    /// A loop that has not started; it owns socket and slab from now on.
    ///
    /// @param index of this loop, for its thread's name
    /// @param directory that TCP connections find this loop by
    /// @param random made for secrets
    public MediaLoop(
            int index,
            UdpSocket socket,
            PacketSlab slab,
            LoopClock clock,
            DtlsIdentity identity,
            LoopIce ice,
            UfragDirectory directory,
            SecureRandom random,
            Counters counters) {
        this.index = index;
        this.socket = socket;
        this.slab = slab;
        this.clock = clock;
        this.identity = identity;
        this.ice = ice;
        this.counters = counters;
        mailbox = new Mailbox(socket::wakeUp);
        batch = new DatagramBatch(slab, BATCH);
        String name = "media-" + index;
        tcp =
                new TcpConnections(
                        name + "-tcp", slab, counters, socket::wakeUp, this::onConnectionClosed);
        deadlines.add(tcp);
        relay = new RelayPort(slab, counters, this::onTaskFailed);
        host = new LoopHost(this, socket, tcp, transports, directory, mailbox, identity, random);
        outside = new OutsideAddresses(this, socket, ice.stunServers(), random);
        thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    public void start() {
        outside.start();
        thread.start();
    }

    /// Runs a task on the loop. Any thread may call it.
    ///
    /// @return false when the loop has ended and will not run it
    public boolean post(Runnable task) {
        return mailbox.post(task);
    }

    /// The deadlines of the whole loop; a room or a connection takes a [Deadlines#child], so that
    /// its bugs stay its own.
    public Deadlines deadlines() {
        return deadlines;
    }

    public PacketSlab slab() {
        return slab;
    }

    /// Percent of the last second in which this loop did not wait. Any thread may ask.
    public int busyPercent() {
        return (int) counters.count(Count.BUSY_PERMILLE) / 10;
    }

    /// Ends the wait of this loop. Any thread may call it.
    public void wakeUp() {
        socket.wakeUp();
    }

    /// The relays from and to other loops.
    public RelayPort relay() {
        return relay;
    }

    public Counters counters() {
        return counters;
    }

    public LoopClock clock() {
        return clock;
    }

    /// The time of the current duty cycle.
    public long nowNanos() {
        return nowNanos;
    }

    /// When what was sent in a duty cycle has left.
    Departures departures() {
        return cycleTimes;
    }

    public int index() {
        return index;
    }

    /// The number of this loop's thread.
    public long threadNumber() {
        return thread.threadId();
    }

    private void run() {
        while (!stopping) {
            try {
                dutyCycle();
            } catch (RuntimeException | Error failure) {
                onTaskFailed(failure);
            }
        }
        shutDown();
    }

    /// Everything a loop does, once.
    private void dutyCycle() {
        nowNanos = clock.nanos();
        boolean worked = mailbox.run(MAX_TASKS, failedTask);
        worked |= receive() > 0;
        worked |= relay.receive(nowNanos) > 0;
        deadlines.run(nowNanos);
        long sendingNanos = clock.nanos();
        boolean early = socket.flush();
        tcp.flush(nowNanos);
        relay.flush();
        long doneNanos = clock.nanos();
        cycleTimes.onCycle(nowNanos, early ? nowNanos : sendingNanos, doneNanos);
        counters.add(Count.CYCLES, 1);
        counters.add(Count.BUSY_NANOS, doneNanos - nowNanos);
        load.onCycle(nowNanos, doneNanos, counters);
        if (!worked) {
            socket.await(Math.min(MAX_WAIT_NANOS, deadlines.deadlineNanos() - doneNanos));
        }
    }

    private int receive() {
        return take(socket.receive(batch, nowNanos)) + take(tcp.receive(batch, nowNanos));
    }

    private int take(int received) {
        for (int i = 0; i < received; i++) {
            if (onDatagram(batch.cell(i), batch.path(i))) {
                batch.kept(i);
            }
        }
        batch.clear();
        return received;
    }

    private boolean onDatagram(PacketCell cell, NetworkPath path) {
        WebRtcTransport transport = transportOf(cell, path);
        if (transport == null && outside.onDatagram(cell, path)) {
            return false;
        }
        if (transport == null) {
            counters.drop(DropReason.UNKNOWN_SOURCE);
            return false;
        }
        try {
            return transport.onDatagram(cell, path, nowNanos);
        } catch (RuntimeException | Error failure) {
            onTransportFailed(transport, failure);
            return false;
        }
    }

    /// A check names its connection, so that a peer may come back from the same address with a new
    /// one; everything else is known by where it comes from.
    private @Nullable WebRtcTransport transportOf(PacketCell cell, NetworkPath path) {
        PacketKind kind = PacketKind.of(cell.segment(), cell.offset(), cell.length());
        if (kind == PacketKind.STUN) {
            String ufrag = StunUfrag.of(cell.segment(), cell.offset(), cell.length());
            WebRtcTransport named = ufrag == null ? null : transports.of(ufrag);
            if (named != null) {
                return named;
            }
        }
        return transports.at(path);
    }

    /// Takes over a TCP connection whose first frame names a connection of this loop. Any thread
    /// may call it.
    ///
    /// @return false when the loop has ended
    boolean adopt(TcpHandover handover) {
        return mailbox.post(() -> onHandover(handover));
    }

    private void onHandover(TcpHandover handover) {
        NetworkPath path = tcp.add(handover, nowNanos);
        if (path == null) {
            return;
        }
        deadlines.update(tcp);
        MemorySegment frame = handover.firstFrame();
        PacketCell cell = slab.take((int) frame.byteSize());
        if (cell == null) {
            counters.drop(DropReason.NO_BUFFER);
        } else {
            MemorySegment.copy(frame, 0, cell.segment(), 0, frame.byteSize());
            cell.setRange(0, (int) frame.byteSize());
            onDatagram(cell, path); // a check: nobody keeps it
            slab.give(cell);
        }
        WebRtcTransport transport = transports.at(path);
        if (transport == null) {
            counters.drop(DropReason.TCP_UNIDENTIFIED);
            tcp.flush(nowNanos); // why
            tcp.close(path);
            return;
        }
        NetworkPath surplus = transports.surplusConnection(transport);
        if (surplus != null) {
            tcp.close(surplus);
            counters.drop(DropReason.TCP_REFUSED);
        }
    }

    private void onConnectionClosed(NetworkPath path) {
        WebRtcTransport transport = transports.at(path);
        if (transport != null) {
            transports.removePath(path, transport);
            transport.forget(path);
        }
    }

    @Override
    public MediaTransport open(
            IceCredentials remote,
            List<IceCandidate> remoteCandidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long now) {
        if (transports.full()) {
            throw new MediaException(
                    MediaException.Reason.OVERLOADED, "too many connections are not up yet");
        }
        WebRtcTransport transport =
                new WebRtcTransport(
                        host, remote, remoteCandidates, fingerprint, setup, listener, now);
        counters.add(Count.TRANSPORTS, 1);
        return transport;
    }

    @Override
    public DtlsFingerprint fingerprint() {
        return identity.fingerprint();
    }

    @Override
    public List<IceCandidate> candidates() {
        List<IceCandidate> outside = this.outside.candidates();
        if (outside.isEmpty()) {
            return ice.candidates();
        }
        List<IceCandidate> all = new ArrayList<>(ice.candidates());
        all.addAll(outside);
        return all;
    }

    @Override
    public IceMode iceMode() {
        return ice.mode();
    }

    void onTransportFailed(WebRtcTransport transport, Throwable failure) {
        counters.add(Count.FAILURES, 1);
        LOG.error("loop={} event=connection_failed a bug closed it", index, failure);
        try {
            transport.fail(failure, nowNanos);
        } catch (RuntimeException | Error next) {
            LOG.error("loop={} event=connection_failed while closing it", index, next);
        }
    }

    private void onTaskFailed(Throwable failure, long now) {
        onTaskFailed(failure);
    }

    private void onTaskFailed(Throwable failure) {
        counters.add(Count.FAILURES, 1);
        LOG.error("loop={} event=task_failed the loop goes on", index, failure);
    }

    /// Says goodbye to every peer and ends the thread. Any thread but the loop's may call it.
    @Override
    public void close() {
        outside.close();
        stopping = true;
        socket.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown() {
        mailbox.run(Integer.MAX_VALUE, this::onTaskFailed);
        for (WebRtcTransport transport : transports.all()) {
            transport.close(nowNanos);
        }
        mailbox.close(this::onTaskFailed); // the goodbyes
        socket.flush();
        tcp.flush(nowNanos);
        batch.clear();
        tcp.close();
        socket.close();
    }
}
