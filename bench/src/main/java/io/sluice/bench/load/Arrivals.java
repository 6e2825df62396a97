package io.sluice.bench.load;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// People who arrive at a server: each joins, connects, and may wait for its first packet. Several
/// threads may let people arrive.
public final class Arrivals implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /// Longer than a collector keeps memory that it does not need.
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(75);

    private static final int MOST_LOOKS = 4;

    /// What falls by less than one part in so many falls no further.
    private static final int STEADY = 50;

    private final Generator generator;
    private final ServerUnderTest server;
    private final DtlsIdentity identity;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<Endpoint> endpoints = new ConcurrentLinkedQueue<>();
    private final List<Publisher> publishers = new ArrayList<>();

    /// Nobody is there yet.
    public Arrivals(Generator generator, ServerUnderTest server) {
        this.generator = generator;
        this.server = server;
        identity = DtlsIdentity.create(random, Instant.now());
    }

    /// Tells when the first packet of media comes, and leaves the others in the kernel.
    private static final class FirstPacket implements Endpoint.Media {
        final CompletableFuture<Long> nanos = new CompletableFuture<>();
        private final Endpoint endpoint;

        FirstPacket(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void onRtp(RtpPacket packet, long arrivalNanos) {
            if (nanos.complete(System.nanoTime())) {
                try {
                    Map<Integer, ?> kinds = endpoint.negotiated().receive().kinds();
                    endpoint.socket().countInKernel(kinds.keySet());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void onRtcp(RtcpReader reader) {}
    }

    /// Joins and connects somebody who then says and hears nothing.
    public void join(JoinRequest request) throws IOException, InterruptedException {
        List<FirstPacket> _ = connect(request);
    }

    /// Joins and connects somebody who says and hears nothing, until the answer is run.
    public Departure visit(JoinRequest request) throws IOException, InterruptedException {
        List<FirstPacket> connected = connect(request);
        return () -> {
            for (FirstPacket packet : connected) {
                generator.await(packet.endpoint::close);
                endpoints.remove(packet.endpoint);
            }
        };
    }

    /// How somebody's connections end, with a goodbye.
    @FunctionalInterface
    public interface Departure {
        void go() throws IOException, InterruptedException;
    }

    /// Joins and connects somebody, and waits for the first packet that the server forwards.
    ///
    /// @return the time from the first byte of signaling to that packet, in nanoseconds
    public long joinAndWatch(JoinRequest request) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long first = Long.MAX_VALUE;
        for (FirstPacket packet : connect(request)) {
            if (!packet.endpoint.negotiated().receive().kinds().isEmpty()) {
                first = Math.min(first, await(packet.nanos));
            }
        }
        return first - begin;
    }

    /// Joins somebody who sends from now on, until [#fallSilent()].
    public void publish(JoinRequest request) throws IOException, InterruptedException {
        for (FirstPacket packet : connect(request)) {
            generator.await(() -> {
                Endpoint endpoint = packet.endpoint;
                Publisher publisher =
                        new Publisher(generator, endpoint, 1, request, new SendTimes(), 0);
                Peer peer = new Peer(endpoint);
                peer.publisher = publisher;
                publisher.start(System.nanoTime(), 0);
                publisher.pause(false);
                publishers.add(publisher);
            });
        }
    }

    /// Nobody sends any more: what the server does from now on, it does for those who arrive.
    public void fallSilent() throws IOException, InterruptedException {
        generator.await(() -> publishers.forEach(publisher -> publisher.pause(true)));
    }

    private List<FirstPacket> connect(JoinRequest request)
            throws IOException, InterruptedException {
        List<FirstPacket> connected =
                new ArrayList<>(connect(server.join(request, this::endpoint)));
        connected.addAll(connect(server.receive(request, this::endpoint)));
        return connected;
    }

    private Endpoint endpoint() {
        Endpoint endpoint = new Endpoint(generator, identity, random, numbers.incrementAndGet());
        endpoints.add(endpoint);
        return endpoint;
    }

    private List<FirstPacket> connect(List<NegotiatedConnection> negotiated)
            throws IOException, InterruptedException {
        List<FirstPacket> packets = new ArrayList<>();
        for (NegotiatedConnection connection : negotiated) {
            Endpoint endpoint = (Endpoint) connection.local();
            FirstPacket packet = new FirstPacket(endpoint);
            packets.add(packet);
            generator.await(() -> {
                try {
                    endpoint.media(packet);
                    endpoint.connect(connection);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        for (FirstPacket packet : packets) {
            Void _ = await(packet.endpoint.connected());
        }
        return packets;
    }

    private static <T> T await(CompletableFuture<T> future)
            throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("somebody who arrived was not served", e);
        }
    }

    /// What the server has used of the processor, user and system.
    public long serverNanos() throws IOException {
        return Kernel.processNanos(server.pid());
    }

    /// What the server holds of the machine's memory.
    public long serverRssBytes() throws IOException {
        return Load.rssBytes(server.pid());
    }

    /// The same once what was needed for the arrivals alone has been given back.
    public long settledRssBytes() throws IOException, InterruptedException {
        long before = Long.MAX_VALUE;
        long now = serverRssBytes();
        for (int looks = 0; looks < MOST_LOOKS && now < before - before / STEADY; looks++) {
            Thread.sleep(BETWEEN_LOOKS);
            before = now;
            now = serverRssBytes();
        }
        return now;
    }

    /// Each says goodbye by DTLS: thousands at a time would be a task that nobody waits for.
    @Override
    public void close() throws IOException {
        try {
            for (Endpoint endpoint : endpoints) {
                generator.await(endpoint::close);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
