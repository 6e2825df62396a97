package io.sluice.sfu.testclient;

import io.sluice.rtp.PacketKind;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.dtls.DtlsTransport;
import io.sluice.sfu.transport.ice.IceCredentialsFactory;
import io.sluice.sfu.transport.ice.PeerStun;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A participant in a test: checks as the controlling side and nominates, shakes hands in DTLS,
/// sends and receives RTP and RTCP, on a socket and a thread of its own, in the transport of the
/// candidate it is given.
public final class TestPeer implements AutoCloseable {
    private static final int BUFFER_BYTES = 2048;
    private static final long CHECK_MILLIS = 500;
    private static final long FIRST_CHECK_MILLIS = 50;

    private final SecureRandom random = new SecureRandom();
    private final DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());
    private IceCredentials credentials = IceCredentialsFactory.create(random);
    private final ScheduledExecutorService loop;
    private final LinkedBlockingQueue<byte[]> rtp = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<byte[]> rtcp = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<DtlsTransport.End> ended = new CompletableFuture<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(BUFFER_BYTES);
    private volatile @Nullable PeerLine line;
    private @Nullable PeerStun stun;
    private @Nullable DtlsTransport dtls;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;
    private boolean checked;

    public TestPeer() {
        loop =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("test-peer").factory());
    }

    /// For the offer.
    public IceCredentials credentials() {
        return credentials;
    }

    /// For the offer.
    public DtlsFingerprint fingerprint() {
        return identity.fingerprint();
    }

    /// Starts to connect to what the answer says.
    ///
    /// @param active whether the peer starts the DTLS handshake, as browsers do
    public void connect(
            IceCandidate candidate,
            IceCredentials serverCredentials,
            DtlsFingerprint serverFingerprint,
            boolean active)
            throws IOException {
        line = PeerLine.to(candidate);
        loop.execute(() -> {
            stun = new PeerStun(credentials, serverCredentials, random);
            dtls =
                    new DtlsTransport(
                            identity,
                            serverFingerprint,
                            !active,
                            loop,
                            new DtlsTransport.Listener() {
                                @Override
                                public void sendDtls(byte[] datagram) {
                                    send(datagram);
                                }

                                @Override
                                public void onKeys(SrtpKeys keys) {
                                    receiver = SrtpFactory.receiver(keys);
                                    sender = SrtpFactory.sender(keys);
                                    connected.complete(null);
                                }

                                @Override
                                public void onEnd(DtlsTransport.End end) {
                                    ended.complete(end);
                                    connected.completeExceptionally(
                                            new IOException("DTLS ended: " + end));
                                }
                            });
        });
        read(line);
        check(active, FIRST_CHECK_MILLIS);
    }

    /// Goes on over another candidate of the server, as a browser that nominates it: with a check
    /// before anything else, as a server closes a TCP connection that begins with anything else.
    /// The old line is closed without a word.
    public void moveTo(IceCandidate candidate) throws IOException {
        PeerLine next = PeerLine.to(candidate);
        read(next);
        loop.execute(() -> {
            PeerLine old = line;
            line = next;
            check();
            close(old);
        });
    }

    private static void close(@Nullable PeerLine line) {
        try {
            if (line != null) {
                line.close();
            }
        } catch (IOException _) {
            // closed all the same
        }
    }

    private void check() {
        PeerStun peer = stun;
        if (peer != null) {
            send(peer.check(true));
        }
    }

    private void check(boolean active, long nextMillis) {
        loop.execute(() -> {
            check();
            if (active && checked && dtls != null) {
                dtls.start();
            }
        });
        ScheduledFuture<?> _ =
                loop.schedule(
                        () -> check(active, checked ? CHECK_MILLIS : nextMillis),
                        checked ? CHECK_MILLIS : nextMillis,
                        TimeUnit.MILLISECONDS);
    }

    /// New credentials of this side, for an offer that restarts ICE; used once [#restartedIce].
    public IceCredentials restartIce() {
        credentials = IceCredentialsFactory.create(random);
        return credentials;
    }

    /// The answer to the offer that restarted ICE.
    public void restartedIce(IceCredentials serverCredentials) {
        IceCredentials own = credentials;
        loop.execute(() -> stun = new PeerStun(own, serverCredentials, random));
    }

    /// Completes when media can flow.
    public CompletableFuture<Void> connected() {
        return connected;
    }

    /// Completes when the server ends the association.
    public CompletableFuture<DtlsTransport.End> ended() {
        return ended;
    }

    /// Sends an RTP packet; its header has no CSRC and no extension.
    public void sendRtp(byte[] packet, long index) {
        sendRtp(packet, 12, index);
    }

    /// Sends an RTP packet.
    ///
    /// @param headerLength with CSRCs and extensions
    /// @param index roll-over counter and sequence number
    public void sendRtp(byte[] packet, int headerLength, long index) {
        byte[] copy = packet.clone();
        loop.execute(() -> {
            SrtpSender protection = sender;
            if (protection == null) {
                return;
            }
            MemorySegment source = Arena.ofAuto().allocate(BUFFER_BYTES);
            MemorySegment.copy(MemorySegment.ofArray(copy), 0, source, 0, copy.length);
            MemorySegment.copy(source, 0, memory, 0, headerLength);
            int length =
                    protection.protectRtp(
                            memory,
                            0,
                            headerLength,
                            source,
                            headerLength,
                            copy.length - headerLength,
                            index);
            sendMemory(length);
        });
    }

    public void sendRtcp(byte[] compound) {
        byte[] copy = compound.clone();
        loop.execute(() -> {
            SrtpSender protection = sender;
            if (protection == null) {
                return;
            }
            MemorySegment.copy(MemorySegment.ofArray(copy), 0, memory, 0, copy.length);
            sendMemory(protection.protectRtcp(memory, 0, copy.length));
        });
    }

    /// The next decrypted RTP packet; null when none came in time.
    public byte @Nullable [] receiveRtp(Duration patience) throws InterruptedException {
        return rtp.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The next decrypted RTCP compound; null when none came in time.
    public byte @Nullable [] receiveRtcp(Duration patience) throws InterruptedException {
        return rtcp.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void read(PeerLine from) {
        Thread.ofPlatform()
                .daemon()
                .name("test-peer-reader")
                .start(() -> {
                    try {
                        while (from.isOpen()) {
                            byte[] packet = from.receive();
                            if (packet != null) {
                                loop.execute(() -> onDatagram(packet, from));
                            }
                        }
                    } catch (IOException | RuntimeException _) {
                        // closed
                    }
                });
    }

    private void onDatagram(byte[] datagram, PeerLine from) {
        MemorySegment.copy(MemorySegment.ofArray(datagram), 0, memory, 0, datagram.length);
        switch (PacketKind.of(memory, 0, datagram.length)) {
            case STUN -> onStun(datagram, from);
            case DTLS -> {
                if (dtls != null) {
                    dtls.onDatagram(memory, 0, datagram.length);
                }
            }
            case RTP -> {
                if (receiver != null) {
                    take(receiver.unprotectRtp(memory, 0, datagram.length), rtp);
                }
            }
            case RTCP -> {
                if (receiver != null) {
                    take(receiver.unprotectRtcp(memory, 0, datagram.length), rtcp);
                }
            }
            case UNKNOWN -> throw new IllegalStateException("the server sent nonsense");
        }
    }

    private void onStun(byte[] datagram, PeerLine from) {
        PeerStun peer = stun;
        if (peer == null) {
            return;
        }
        byte[] answer = peer.answer(datagram, from.server());
        if (answer != null) {
            send(answer);
        }
        checked |= peer.isSuccess(datagram);
    }

    private void take(int length, LinkedBlockingQueue<byte[]> queue) {
        if (length > 0) {
            queue.add(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private void sendMemory(int length) {
        send(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private void send(byte[] datagram) {
        PeerLine to = line;
        try {
            if (to != null) {
                to.send(datagram);
            }
        } catch (IOException _) {
            // closed
        }
    }

    /// Says goodbye as a browser does.
    public void hangUp() {
        loop.execute(() -> {
            if (dtls != null) {
                dtls.close();
            }
        });
    }

    @Override
    public void close() throws IOException {
        loop.shutdownNow();
        close(line);
    }
}
