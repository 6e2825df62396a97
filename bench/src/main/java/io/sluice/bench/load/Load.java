package io.sluice.bench.load;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.Picture;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.bench.server.ServerCounts;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Participants on one server: joins them, lets them send and receive, and measures stretches of
/// that. What was sent is known exactly, because senders pause around each stretch.
public final class Load implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    /// For what is on its way to arrive.
    private static final Duration SETTLE = Duration.ofMillis(300);

    private static final int DELAY_DIGITS = 3;
    private static final long MAX_DELAY_NANOS = 60_000_000_000L;

    private final Generator generator;
    private final ServerUnderTest server;
    private final int sampleEvery;
    private final boolean readHeaders;
    private final DtlsIdentity identity;
    private final SecureRandom random = new SecureRandom();
    private final List<Member> members = new ArrayList<>();
    private final Map<Integer, Publisher> publishers = new HashMap<>();

    /// By the name of the room.
    private final Map<String, SendTimes> sendTimes = new HashMap<>();

    private final Histogram delays = new Histogram(MAX_DELAY_NANOS, DELAY_DIGITS);
    private final long rssBefore;
    private int endpoints;
    private int connections;

    /// A participant and its connections.
    private record Member(JoinRequest request, List<Peer> peers) {
        @Nullable Subscriber subscriber() {
            return peers.stream()
                    .map(peer -> peer.subscriber)
                    .filter(s -> s != null)
                    .findAny()
                    .orElse(null);
        }

        @Nullable Publisher publisher() {
            return peers.stream()
                    .map(peer -> peer.publisher)
                    .filter(p -> p != null)
                    .findAny()
                    .orElse(null);
        }
    }

    /// Nobody has joined yet.
    ///
    /// @param sampleEvery which receivers decrypt what they get: each so manieth
    /// @param readHeaders whether the others look at each packet's header, which costs more, or let
    ///   the kernel count packets
    public Load(Generator generator, ServerUnderTest server, int sampleEvery, boolean readHeaders)
            throws IOException {
        this.readHeaders = readHeaders;
        this.generator = generator;
        this.server = server;
        this.sampleEvery = sampleEvery;
        identity = DtlsIdentity.create(random, Instant.now());
        rssBefore = rssBytes(server.pid());
    }

    /// Joins and connects so many participants, one after the other: all that they publish, then
    /// what they receive apart from it.
    public void join(List<JoinRequest> requests) throws IOException, InterruptedException {
        List<Member> fresh = new ArrayList<>();
        for (JoinRequest request : requests) {
            fresh.add(new Member(request, connect(server.join(request, this::endpoint))));
        }
        awaitConnected(fresh);
        for (Member member : fresh) {
            member.peers.addAll(connect(server.receive(member.request, this::endpoint)));
        }
        awaitConnected(fresh);
        members.addAll(fresh);
        generator.await(() -> fresh.forEach(this::equip));
    }

    private Endpoint endpoint() {
        return new Endpoint(generator, identity, random, ++endpoints);
    }

    private List<Peer> connect(List<NegotiatedConnection> negotiated)
            throws IOException, InterruptedException {
        List<Peer> peers = new ArrayList<>();
        for (NegotiatedConnection connection : negotiated) {
            Endpoint endpoint = (Endpoint) connection.local();
            generator.await(() -> connect(endpoint, connection));
            peers.add(new Peer(endpoint));
        }
        return peers;
    }

    private static void awaitConnected(List<Member> members)
            throws IOException, InterruptedException {
        for (Member member : members) {
            for (Peer peer : member.peers) {
                awaitConnected(peer);
            }
        }
    }

    private static void connect(Endpoint endpoint, NegotiatedConnection connection) {
        try {
            endpoint.connect(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitConnected(Peer peer) throws IOException, InterruptedException {
        try {
            peer.endpoint.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a peer did not connect", e);
        }
    }

    private void equip(Member member) {
        try {
            for (Peer peer : member.peers) {
                equip(member, peer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void equip(Member member, Peer peer) throws IOException {
        NegotiatedConnection negotiated = peer.endpoint.negotiated();
        long now = System.nanoTime();
        int number = ++connections;
        SendTimes times = sendTimes.computeIfAbsent(member.request.room(), _ -> new SendTimes());
        int person = member.request.participant().hashCode();
        if (!negotiated.send().equals(SendFormat.NOTHING)) {
            Publisher publisher =
                    new Publisher(generator, peer.endpoint, number, member.request, times, person);
            peer.publisher = publisher;
            publishers.put(number, publisher);
            publisher.start(now, 7_310_000L * number % 1_000_000_000L);
        }
        if (!negotiated.receive().equals(ReceiveFormat.NOTHING)) {
            boolean samples = sampleEvery > 0 && subscribers() % sampleEvery == 0;
            Subscriber subscriber =
                    new Subscriber(
                            generator,
                            peer.endpoint,
                            member.request,
                            publishers,
                            new ArrivalReport(times, person),
                            samples,
                            delays);
            peer.subscriber = subscriber;
            subscriber.start(now, (number * 0.618) % 1);
        }
    }

    private long subscribers() {
        return members.stream()
                .flatMap(member -> member.peers.stream())
                .filter(peer -> peer.subscriber != null)
                .count();
    }

    /// Lets everybody send until everybody receives all of it, then for the time of a warm-up.
    public void warmUp(Duration time) throws IOException, InterruptedException {
        begin();
        Thread.sleep(time);
    }

    /// Lets everybody send, and waits until everybody receives all of it.
    public void begin() throws IOException, InterruptedException {
        server.allConnected();
        pause(false);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean[] done = {false};
        while (!done[0]) {
            generator.await(() -> done[0] = startCounting());
            if (System.nanoTime() > deadline) {
                throw new IOException("not everybody receives all streams: " + missing());
            }
            Thread.sleep(100);
        }
    }

    /// Lets nobody send, while another server is measured.
    public void rest(boolean resting) throws IOException, InterruptedException {
        pause(resting);
    }

    /// Sends again until what was swapped out in a rest is back.
    public void settle() throws InterruptedException {
        Thread.sleep(SETTLE.multipliedBy(3));
    }

    /// Those that have seen all their streams count in the kernel from now on.
    private boolean startCounting() {
        boolean all = true;
        for (Member member : members) {
            Subscriber subscriber = member.subscriber();
            if (subscriber == null) {
                continue;
            }
            if (subscriber.streams() >= streams(member.request)) {
                if (readHeaders) {
                    subscriber.startReadingHeaders();
                } else {
                    subscriber.startCounting();
                }
            } else {
                all = false;
            }
        }
        return all;
    }

    private static int streams(JoinRequest request) {
        return request.receivesAudio() + request.receivesVideo();
    }

    private String missing() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (Member member : members) {
            Subscriber subscriber = member.subscriber();
            if (subscriber != null && subscriber.streams() < streams(member.request)) {
                text.append(member.request.participant())
                        .append(" has ")
                        .append(subscriber.streams())
                        .append(" of ")
                        .append(streams(member.request))
                        .append(", ");
            }
        }
        return text.append(server.counters()).toString();
    }

    /// Measures a stretch of so long.
    public Measurement measure(Duration time) throws IOException, InterruptedException {
        pause(true);
        Thread.sleep(SETTLE);
        delays.reset();
        // Answering costs the server time, which is not the stretch's.
        Optional<ServerCounts> countsBefore = server.counts();
        Snapshot before = snapshot(true);
        pause(false);
        Thread.sleep(time);
        pause(true);
        Thread.sleep(SETTLE);
        Snapshot after = snapshot(false);
        Optional<ServerCounts> counts =
                server.counts().flatMap(now -> countsBefore.map(now::since));
        pause(false);
        return compare(before, after, counts);
    }

    private void pause(boolean pause) throws IOException, InterruptedException {
        generator.await(() -> publishers.values().forEach(publisher -> publisher.pause(pause)));
    }

    /// What is known at one time, all senders being silent.
    private record Snapshot(
            long nanos,
            long cpuNanos,
            long generatorNanos,
            Map<Publisher, Sent> sent,
            Map<Subscriber, long[]> received,
            long lateNanos) {}

    private Snapshot snapshot(boolean measuring) throws IOException, InterruptedException {
        Map<Publisher, Sent> sent = new HashMap<>();
        Map<Subscriber, long[]> received = new HashMap<>();
        long[] late = {0};
        generator.await(() -> {
            late[0] = generator.takeLateNanos();
            for (Member member : members) {
                Publisher publisher = member.publisher();
                if (publisher != null) {
                    sent.put(publisher, Sent.by(publisher));
                }
                Subscriber subscriber = member.subscriber();
                if (subscriber != null) {
                    subscriber.measure(measuring);
                    received.put(
                            subscriber,
                            new long[] {
                                subscriber.packets(), subscriber.asked(), subscriber.damaged()
                            });
                }
            }
        });
        return new Snapshot(
                System.nanoTime(),
                Kernel.processNanos(server.pid()),
                Kernel.processNanos(ProcessHandle.current().pid()),
                sent,
                received,
                late[0]);
    }

    private Measurement compare(Snapshot before, Snapshot after, Optional<ServerCounts> counts)
            throws IOException, InterruptedException {
        long expected = 0;
        long arrived = 0;
        long extra = 0;
        long damaged = 0;
        int unequal = 0;
        double worst = 0;
        for (Member member : members) {
            Subscriber subscriber = member.subscriber();
            if (subscriber == null) {
                continue;
            }
            long[] then = before.received.getOrDefault(subscriber, new long[3]);
            long[] now = after.received.getOrDefault(subscriber, new long[3]);
            long due = dueTo(member, before, after);
            long came = now[0] - then[0];
            long repeated = Math.clamp(came - due, 0, now[1] - then[1]);
            expected += due;
            extra += repeated;
            long off = Math.abs(came - repeated - due);
            arrived += due - off;
            worst = Math.max(worst, off / (double) Math.max(1, due));
            damaged += now[2] - then[2];
            unequal += off == 0 ? 0 : 1;
        }
        return new Measurement(
                (after.nanos - before.nanos - SETTLE.toNanos()) / 1e9,
                members.size(),
                profiles(),
                expected,
                arrived,
                extra,
                unequal,
                worst,
                damaged,
                after.cpuNanos - before.cpuNanos,
                after.generatorNanos - before.generatorNanos,
                after.lateNanos,
                delays.copy(),
                counts,
                server.gcPauseMaxMillis(),
                rssBytes(server.pid()),
                rssBefore);
    }

    private String profiles() {
        return members.stream()
                .flatMap(member -> member.peers.stream())
                .map(peer -> peer.endpoint.profile())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// What the others in the room sent of what this participant receives.
    private long dueTo(Member receiver, Snapshot before, Snapshot after) {
        long due = 0;
        for (Member member : members) {
            Publisher publisher = member.publisher();
            if (publisher == null
                    || member.equals(receiver)
                    || !member.request.room().equals(receiver.request.room())) {
                continue;
            }
            Sent then = before.sent.getOrDefault(publisher, Sent.NOTHING);
            Sent now = after.sent.getOrDefault(publisher, Sent.NOTHING);
            Picture seen = receiver.request.sees(member.request);
            due += receiver.request.receivesAudio() > 0 ? now.audio() - then.audio() : 0;
            due += receiver.request.receivesVideo() > 0 ? now.video(seen) - then.video(seen) : 0;
        }
        return due;
    }

    public static long rssBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has no memory"));
    }

    @Override
    public void close() throws IOException {
        try {
            pause(true);
            generator.await(() ->
                    members.forEach(member -> member.peers.forEach(peer -> peer.endpoint.close())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
