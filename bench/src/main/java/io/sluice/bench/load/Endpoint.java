package io.sluice.bench.load;

import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.PacketKind;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import io.sluice.sfu.transport.dtls.DtlsTransport;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One generated connection: ICE as the controlling side, DTLS, SRTP. Lives on the [Generator]'s
/// thread but for what says otherwise.
public final class Endpoint implements LocalEndpoint {
    /// Until the first answer, then as consent (RFC 7675 §5.1).
    private static final long FIRST_CHECKS_NANOS = 50_000_000;

    private static final long CONSENT_NANOS = 2_500_000_000L;

    private static final int PADDING_BIT = 0x20;

    /// The kernel stamps what comes, so that nothing is measured by when it is read.
    private static final long LOOK_NANOS = 5_000_000;

    /// Takes what was decrypted.
    public interface Media {
        /// A packet of RTP.
        ///
        /// @param arrivalNanos on the wall's clock, 0 when the socket does not stamp
        void onRtp(RtpPacket packet, long arrivalNanos);

        void onRtcp(RtcpReader reader);
    }

    private final Generator generator;
    private final DtlsIdentity identity;
    private final String ufrag;
    private final String password;
    private final long audioSsrc;
    private final long videoSsrc;
    private final RtpPacket packet = new RtpPacket();
    private final RtcpReader rtcp = new RtcpReader();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private Media media = new Ignored();
    private @Nullable DatagramSocket socket;
    private @Nullable NegotiatedConnection negotiated;
    private @Nullable Stun stun;
    private @Nullable DtlsTransport dtls;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SrtpSender sender;
    private String profile = "";
    private boolean answered;
    private boolean headersOnly;
    private boolean lookedAt;
    private boolean closed;

    /// @param number of this endpoint, which its SSRCs are made of
    public Endpoint(Generator generator, DtlsIdentity identity, SecureRandom random, int number) {
        this.generator = generator;
        this.identity = identity;
        ufrag = letters(random, 8);
        password = letters(random, 24);
        audioSsrc = 0x1000_0000L + 16L * number;
        videoSsrc = audioSsrc + 1;
    }

    private static String letters(SecureRandom random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Override
    public String ufrag() {
        return ufrag;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String fingerprint() {
        return identity.fingerprint().value();
    }

    @Override
    public long audioSsrc() {
        return audioSsrc;
    }

    @Override
    public long videoSsrc() {
        return videoSsrc;
    }

    /// Who gets what is decrypted from now on.
    public void media(Media taker) {
        media = taker;
    }

    /// Starts to connect to where the server says it is.
    public void connect(NegotiatedConnection answer) throws IOException {
        DatagramSocket own = DatagramSocket.open(answer.remote());
        own.connect(answer.remote());
        socket = own;
        negotiated = answer;
        stun = new Stun(ufrag, password, answer.remoteUfrag(), answer.remotePassword());
        dtls =
                new DtlsTransport(
                        identity,
                        new DtlsFingerprint("sha-256", answer.remoteFingerprint()),
                        !answer.dtlsClient(),
                        generator,
                        new DtlsEvents());
        generator.watch(own.fd(), this::onReadable);
        generator.schedule(System.nanoTime(), this::check);
    }

    /// Completes when media can flow. Any thread may wait.
    public CompletableFuture<Void> connected() {
        return connected;
    }

    NegotiatedConnection negotiated() {
        if (negotiated == null) {
            throw new IllegalStateException("not negotiated yet");
        }
        return negotiated;
    }

    /// What SRTP encrypts with, empty before the handshake.
    String profile() {
        return profile;
    }

    DatagramSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected yet");
        }
        return socket;
    }

    private long check(long nowNanos) {
        if (closed || stun == null) {
            return Generator.NEVER;
        }
        send(stun.check());
        return nowNanos + (answered ? CONSENT_NANOS : FIRST_CHECKS_NANOS);
    }

    /// What comes is looked at now and then from now on, and wakes nobody: whoever sends to a
    /// socket that somebody waits for pays for waking him, which is no part of sending.
    void readNowAndThen() {
        if (!lookedAt && !closed) {
            lookedAt = true;
            generator.forget(socket().fd());
            generator.schedule(System.nanoTime(), this::look);
        }
    }

    private long look(long nowNanos) {
        if (closed) {
            return Generator.NEVER;
        }
        onReadable();
        return nowNanos + LOOK_NANOS;
    }

    private void onReadable() {
        ArrivalBuffer arrivals = generator.arrivals();
        int fd = socket().fd();
        for (int length = arrivals.receive(fd); length > 0; length = arrivals.receive(fd)) {
            onDatagram(arrivals, length);
            if (closed) {
                return;
            }
        }
    }

    private void onDatagram(ArrivalBuffer arrivals, int length) {
        MemorySegment bytes = arrivals.bytes();
        switch (PacketKind.of(bytes, 0, length)) {
            case STUN -> onStun(arrivals.copy(length));
            case DTLS -> {
                if (dtls != null) {
                    dtls.onDatagram(bytes, 0, length);
                }
            }
            case RTP -> {
                int plain = headersOnly ? headers(bytes, length) : unprotect(bytes, length);
                if (plain > 0 && packet.wrap(bytes, 0, plain)) {
                    media.onRtp(packet, arrivals.arrivalNanos());
                }
            }
            case RTCP -> {
                int plain = receiver == null ? -1 : receiver.unprotectRtcp(bytes, 0, length);
                if (plain > 0 && rtcp.wrap(bytes, 0, plain)) {
                    media.onRtcp(rtcp);
                }
            }
            case UNKNOWN -> {}
        }
    }

    private int unprotect(MemorySegment bytes, int length) {
        return receiver == null ? -1 : receiver.unprotectRtp(bytes, 0, length);
    }

    /// How much padding there is says the last byte, which nobody decrypts then.
    private static int headers(MemorySegment bytes, int length) {
        Bytes.put8(bytes, 0, Bytes.unsigned8(bytes, 0) & ~PADDING_BIT);
        return length;
    }

    /// Packets are not decrypted from now on; whoever takes them may look at their headers.
    void readHeadersOnly() {
        headersOnly = true;
    }

    private void onStun(byte[] datagram) {
        if (stun == null) {
            return;
        }
        byte[] answer = stun.answer(datagram, negotiated().remote());
        if (answer.length > 0) {
            send(answer);
        } else if (Stun.isSuccess(datagram) && !answered) {
            answered = true;
            if (negotiated().dtlsClient() && dtls != null) {
                dtls.start();
            }
        }
    }

    private void send(byte[] datagram) {
        MemorySegment scratch = generator.scratch();
        MemorySegment.copy(datagram, 0, scratch, ValueLayout.JAVA_BYTE, 0, datagram.length);
        socket().send(scratch, 0, datagram.length);
    }

    /// Encrypts and sends a packet whose header stands in the scratch memory.
    ///
    /// @return whether the kernel took it
    public boolean sendRtp(
            int headerLength, MemorySegment payload, long offset, int length, long index) {
        if (sender == null || closed) {
            return false;
        }
        MemorySegment scratch = generator.scratch();
        int total = sender.protectRtp(scratch, 0, headerLength, payload, offset, length, index);
        return total > 0 && socket().send(scratch, 0, total);
    }

    /// Encrypts and sends the compound that stands in the scratch memory.
    public void sendRtcp(int length) {
        if (sender != null && !closed) {
            int total = sender.protectRtcp(generator.scratch(), 0, length);
            socket().send(generator.scratch(), 0, Math.max(total, 0));
        }
    }

    /// Whether [#close] was called.
    public boolean closed() {
        return closed;
    }

    /// Says goodbye, and forgets the keys.
    public void close() {
        if (closed) {
            return;
        }
        if (dtls != null) {
            dtls.close();
        }
        closed = true;
        if (socket != null) {
            generator.forget(socket.fd());
            socket.close();
        }
        if (receiver != null) {
            receiver.close();
        }
        if (sender != null) {
            sender.close();
        }
    }

    private final class DtlsEvents implements DtlsTransport.Listener {
        @Override
        public void sendDtls(byte[] datagram) {
            if (!closed) {
                send(datagram);
            }
        }

        @Override
        public void onKeys(SrtpKeys keys) {
            profile = keys.profile().name();
            receiver = SrtpFactory.receiver(keys);
            sender = SrtpFactory.sender(keys);
            connected.complete(null);
        }

        @Override
        public void onEnd(DtlsTransport.End end) {
            connected.completeExceptionally(new IOException("DTLS ended: " + end));
        }
    }

    /// Nobody is interested yet.
    private static final class Ignored implements Media {
        @Override
        public void onRtp(RtpPacket packet, long arrivalNanos) {}

        @Override
        public void onRtcp(RtcpReader reader) {}
    }
}
