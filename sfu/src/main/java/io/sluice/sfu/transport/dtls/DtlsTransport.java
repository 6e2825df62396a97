package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Executor;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/// One peer's DTLS association: a handshake on a virtual thread, then nothing until the peer says
/// something. Belongs to the loop; what the thread finds out is posted there.
public final class DtlsTransport {
    /// Told on the loop.
    public interface Listener {
        /// A datagram for the peer.
        void sendDtls(byte[] datagram);

        /// The handshake is over and the peer is who its offer says.
        void onKeys(SrtpKeys keys);

        /// The association is over. Not told after [DtlsTransport#close].
        void onEnd(End end);
    }

    /// Why an association ended.
    public enum End {
        /// The peer showed another certificate than its offer named.
        WRONG_FINGERPRINT,
        /// Timeout, alert or nonsense during the handshake.
        HANDSHAKE_FAILED,
        CLOSED_BY_PEER
    }

    private static final int RECEIVE_BUFFER_BYTES = 2048;

    private final DtlsIdentity identity;
    private final boolean server;
    private final Executor loop;
    private final Listener listener;
    private final DtlsGuard guard;
    private final DtlsPeer peer;
    private final DatagramQueue queue;
    private @Nullable DTLSTransport established;
    private boolean started;
    private boolean reading;
    private boolean queueOverflowed;
    private boolean closed;

    /// An association that has not started.
    ///
    /// @param expected names the only certificate the peer may show
    /// @param server whether the peer starts the handshake
    /// @param loop runs what is given to it on the loop
    public DtlsTransport(
            DtlsIdentity identity,
            DtlsFingerprint expected,
            boolean server,
            Executor loop,
            Listener listener) {
        this.identity = identity;
        this.server = server;
        this.loop = loop;
        this.listener = listener;
        guard = new DtlsGuard(server);
        peer = new DtlsPeer(expected);
        queue = new DatagramQueue(this::post);
    }

    /// Starts the handshake, unless it has started. A server is started by the first datagram.
    public void start() {
        if (started || closed) {
            return;
        }
        started = true;
        reading = true;
        Thread.ofVirtual().name("dtls-handshake").start(this::handshake);
    }

    /// A DTLS datagram has come from an address that passed a check.
    ///
    /// @return why it, or a part of it, was dropped; null when all of it was taken
    public @Nullable DropReason onDatagram(MemorySegment segment, long offset, int length) {
        if (closed) {
            return DropReason.DTLS_REFUSED;
        }
        byte[] datagram = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        queueOverflowed = false;
        int dropped = guard.onDatagram(datagram, passed -> queueOverflowed |= !queue.offer(passed));
        if (server) {
            start();
        }
        readOn();
        if (queueOverflowed) {
            return DropReason.DTLS_QUEUE_FULL;
        }
        return dropped > 0 ? DropReason.DTLS_REFUSED : null;
    }

    /// Says goodbye to the peer and takes nothing more.
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (established == null) {
            queue.close();
        } else if (!reading) {
            sayGoodbye(established);
        }
    }

    private void handshake() {
        SrtpNegotiation srtp = new SrtpNegotiation();
        try {
            DTLSTransport transport =
                    server
                            ? new DTLSServerProtocol()
                                    .accept(new DtlsServer(identity, peer, srtp), queue)
                            : new DTLSClientProtocol()
                                    .connect(new DtlsClient(identity, peer, srtp), queue);
            SrtpKeys keys = srtp.keys();
            if (keys == null) {
                throw new IOException("a handshake without keys");
            }
            loop.execute(() -> onEstablished(transport, keys));
        } catch (IOException | RuntimeException _) {
            // whatever the peer did, Bouncy Castle says it with an exception
            loop.execute(this::onHandshakeFailed);
        }
    }

    private void onEstablished(DTLSTransport transport, SrtpKeys keys) {
        established = transport;
        reading = false;
        if (closed) {
            sayGoodbye(transport);
            return;
        }
        listener.onKeys(keys);
        readOn();
    }

    private void onHandshakeFailed() {
        end(peer.mismatched() ? End.WRONG_FINGERPRINT : End.HANDSHAKE_FAILED);
    }

    /// After the handshake a thread lives only while there is something to read: a flight sent
    /// again, or an alert.
    private void readOn() {
        DTLSTransport transport = established;
        if (transport == null || reading || closed || queue.isEmpty()) {
            return;
        }
        reading = true;
        Thread.ofVirtual().name("dtls-read").start(() -> read(transport));
    }

    private void read(DTLSTransport transport) {
        byte[] buffer = new byte[RECEIVE_BUFFER_BYTES];
        boolean open = true;
        try {
            while (!queue.isEmpty() && !queue.closed()) {
                transport.receive(buffer, 0, buffer.length, 1);
            }
        } catch (IOException | RuntimeException _) {
            open = false; // a fatal alert, from either side
        }
        boolean ended = !open || queue.closed() || peer.closedByPeer();
        loop.execute(() -> onRead(transport, ended));
    }

    private void onRead(DTLSTransport transport, boolean ended) {
        reading = false;
        if (closed) {
            sayGoodbye(transport);
        } else if (ended) {
            end(End.CLOSED_BY_PEER);
        } else {
            readOn();
        }
    }

    private void end(End end) {
        if (!closed) {
            closed = true;
            queue.close();
            listener.onEnd(end);
        }
    }

    private void post(byte[] datagram) {
        loop.execute(() -> listener.sendDtls(datagram));
    }

    private static void sayGoodbye(DTLSTransport transport) {
        try {
            transport.close();
        } catch (IOException _) {
            // the peer will notice by itself
        }
    }
}
