package io.sluice.sfu.loop;

import io.sluice.rtp.PacketKind;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.transport.ice.ReflexiveAddresses;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses of a loop's sockets outside a NAT: asked for over the loop's own sockets, the
/// servers' names looked up elsewhere.
final class OutsideAddresses implements ReflexiveAddresses.Output {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideAddresses.class);

    private final MediaLoop loop;
    private final UdpSocket socket;
    private final List<InetSocketAddress> names;
    private final ReflexiveAddresses addresses;
    private @Nullable StunServerNames lookUp;

    OutsideAddresses(
            MediaLoop loop,
            UdpSocket socket,
            List<InetSocketAddress> names,
            RandomGenerator random) {
        this.loop = loop;
        this.socket = socket;
        this.names = names;
        addresses = new ReflexiveAddresses(socket.localAddresses(), random, this);
    }

    /// Asks from now on, if there is anybody to ask.
    void start() {
        loop.deadlines().add(addresses);
        if (!names.isEmpty()) {
            lookUp = new StunServerNames(names, found -> loop.post(() -> onFound(found)));
        }
    }

    private void onFound(List<InetSocketAddress> found) {
        addresses.servers(found, loop.nowNanos());
        loop.deadlines().update(addresses);
    }

    /// Whether this was an answer for us.
    boolean onDatagram(PacketCell cell, NetworkPath path) {
        if (names.isEmpty()
                || path.tcp()
                || PacketKind.of(cell.segment(), cell.offset(), cell.length()) != PacketKind.STUN
                || !addresses.onStun(
                        cell.segment(), cell.offset(), cell.length(), path, loop.nowNanos())) {
            return false;
        }
        loop.deadlines().update(addresses);
        return true;
    }

    List<IceCandidate> candidates() {
        return addresses.candidates();
    }

    @Override
    public void send(byte[] request, NetworkPath path) {
        PacketCell cell = loop.slab().take(request.length);
        if (cell == null) {
            loop.counters().drop(DropReason.NO_BUFFER);
            return;
        }
        MemorySegment.copy(MemorySegment.ofArray(request), 0, cell.segment(), 0, request.length);
        cell.setRange(0, request.length);
        socket.send(cell, path);
    }

    @Override
    public void onSilence() {
        LOG.warn(
                "loop={} event=stun_unanswered no server of media.ice.stunServers answers: let UDP"
                        + " out to them, name others, or announce the address in"
                        + " media.announcedAddresses",
                loop.index());
    }

    /// Ends the look-ups. Any thread may call it.
    void close() {
        StunServerNames running = lookUp;
        if (running != null) {
            running.close();
        }
    }
}
