package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The server's side of DTLS on a loopback socket, an association for each address, as if each had
/// passed a check. What comes from the peers may be shuffled and doubled on its way.
final class AttackedServer implements AutoCloseable {
    /// When nothing more came for so long a flight is whole and can be shuffled.
    private static final int QUIET_MILLIS = 25;

    private static final int PATIENCE_SECONDS = 10;

    private final DatagramSocket socket;
    private final DtlsIdentity identity = DtlsIdentity.create(new SecureRandom(), Instant.now());
    private final DtlsFingerprint expected;
    private final ExecutorService loop =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("attacked-loop").factory());
    private final Map<SocketAddress, Association> associations = new ConcurrentHashMap<>();
    private final List<Association> arrived = new CopyOnWriteArrayList<>();
    private final List<DatagramPacket> flight = new ArrayList<>();

    /// What went wrong where nothing may: on the loop.
    final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private volatile @Nullable Random shuffle;
    private volatile int copies = 1;
    private volatile double flips;

    /// One peer's.
    final class Association implements DtlsTransport.Listener {
        final DtlsTransport transport =
                new DtlsTransport(identity, expected, true, AttackedServer.this::post, this);
        private final SocketAddress peer;
        private final CountDownLatch connected = new CountDownLatch(1);
        volatile @Nullable SrtpKeys keys;
        volatile DtlsTransport.@Nullable End end;
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();

        Association(SocketAddress peer) {
            this.peer = peer;
            arrived.add(this);
        }

        @Override
        public void sendDtls(byte[] datagram) {
            try {
                socket.send(new DatagramPacket(datagram, datagram.length, peer));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onKeys(SrtpKeys exported) {
            keys = exported;
            connected.countDown();
        }

        /// Of the keys, which come a moment after the last message has gone.
        @Nullable SrtpProfile profile() throws InterruptedException {
            boolean _ = connected.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            SrtpKeys exported = keys;
            return exported == null ? null : exported.profile();
        }

        @Override
        public void onEnd(DtlsTransport.End reason) {
            end = reason;
        }

        @Override
        public String toString() {
            return "taken " + taken + ", refused " + refused + ", end " + end;
        }

        private void onDatagram(byte[] datagram) {
            DropReason reason =
                    transport.onDatagram(MemorySegment.ofArray(datagram), 0, datagram.length);
            taken.addAndGet(reason == null ? 1 : 0);
            refused.addAndGet(reason == DropReason.DTLS_REFUSED ? 1 : 0);
        }
    }

    /// @param expected the certificate every peer must show
    AttackedServer(DtlsFingerprint expected) throws IOException {
        this.expected = expected;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(QUIET_MILLIS);
        Thread.ofPlatform().daemon().name("attacked-socket").start(this::read);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// From now on each flight comes in another order, each datagram so many times.
    void disturb(long seed, int times) {
        copies = times;
        shuffle = new Random(seed);
    }

    /// From now on this share of the bytes arrives with a bit changed.
    void damage(long seed, double share) {
        flips = share;
        shuffle = new Random(seed);
    }

    /// In the order of their first datagrams.
    List<Association> associations() {
        return arrived;
    }

    private void read() {
        byte[] buffer = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
                DatagramPacket copy =
                        new DatagramPacket(bytes, bytes.length, packet.getSocketAddress());
                if (shuffle == null) {
                    deliver(copy);
                } else {
                    flight.addAll(Collections.nCopies(copies, copy));
                }
            } catch (SocketTimeoutException _) {
                arrive();
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void arrive() {
        Random random = shuffle;
        if (random == null || flight.isEmpty()) {
            return;
        }
        Collections.shuffle(flight, random);
        for (DatagramPacket packet : flight) {
            byte[] bytes = packet.getData().clone();
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextDouble() < flips) {
                    bytes[i] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
            }
            deliver(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        }
        flight.clear();
    }

    private void deliver(DatagramPacket packet) {
        post(() ->
                associations
                        .computeIfAbsent(packet.getSocketAddress(), Association::new)
                        .onDatagram(packet.getData()));
    }

    /// What comes after the end is left out: a datagram, or a handshake's answer.
    private void post(Runnable task) {
        try {
            loop.execute(() -> run(task));
        } catch (RejectedExecutionException _) {
            // closed
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
    }

    /// Ends all associations, so that no handshake goes on behind the test; `failures` are
    /// complete. The farewells need the socket, so that it is closed last. May be called twice.
    @Override
    public void close() {
        post(() -> associations.values().forEach(each -> each.transport.close()));
        loop.close();
        socket.close();
    }
}
