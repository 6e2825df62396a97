package io.sluice.bench.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.load.Endpoint;
import io.sluice.bench.load.Generator;
import io.sluice.bench.sdp.SessionDescription;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.bench.sluice.Signaling;
import io.sluice.sfu.transport.dtls.DtlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Joins a room as several publishers of prepared media until it is ended; each second it prints
/// what they have sent, as a line of JSON.
@Command(name = "replay", description = "Publishes prepared media.")
public final class ReplayMain implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 20;

    /// So that the first one to be named counts as the one who speaks.
    private static final int FIRST_LEVEL = 20;

    private static final int LEVEL_STEP = 15;

    /// So that they do not all send at once.
    private static final long APART_NANOS = 13_000_000;

    @Option(names = "--url", required = true, description = "ws://HOST:PORT/rtc?room=ROOM")
    private URI url = URI.create("");

    @Option(names = "--media", required = true, description = "The directory of the files.")
    private Path media = Path.of("");

    @Option(names = "--publisher", required = true, description = "A name; may be repeated.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--via",
            paramLabel = "HOST:PORT",
            description = "Where packets go instead of the candidate in the answer.")
    private @Nullable String via;

    private ReplayMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReplayMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        SecureRandom random = new SecureRandom();
        DtlsIdentity identity = DtlsIdentity.create(random, Instant.now());
        List<ReplayedPublisher> publishers = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient();
                Generator generator = Generator.start()) {
            for (String name : names) {
                int number = publishers.size();
                Endpoint endpoint = new Endpoint(generator, identity, random, number + 1);
                Media files = Media.read(generator.arena(), media, name);
                int level = FIRST_LEVEL + LEVEL_STEP * number;
                ReplayedPublisher publisher =
                        new ReplayedPublisher(name, generator, endpoint, files, level);
                publishers.add(publisher);
                join(client, generator, endpoint, publisher);
                long phase = APART_NANOS * number;
                generator.await(() -> publisher.start(System.nanoTime() + phase));
            }
            while (true) {
                print(generator, publishers);
                Thread.sleep(1_000);
            }
        }
    }

    private void join(
            HttpClient client, Generator generator, Endpoint endpoint, ReplayedPublisher publisher)
            throws IOException, InterruptedException {
        Signaling signaling = Signaling.open(client, url);
        signaling.onEvent(event -> generator.execute(() -> publisher.onEvent(event)));
        String sdp = signaling.ask(publisher.join()).path("answer").asText();
        SessionDescription answer = SessionDescription.parse(sdp);
        NegotiatedConnection connection =
                new NegotiatedConnection(
                        endpoint,
                        via == null ? answer.candidate() : address(via),
                        answer.ufrag(),
                        answer.password(),
                        answer.fingerprint(),
                        true,
                        SendFormat.NOTHING,
                        ReceiveFormat.NOTHING);
        generator.await(() -> connect(endpoint, connection));
        try {
            endpoint.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a publisher did not connect", e);
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(text.substring(0, colon)),
                Integer.parseInt(text.substring(colon + 1)));
    }

    private static void connect(Endpoint endpoint, NegotiatedConnection connection) {
        try {
            endpoint.connect(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(Generator generator, List<ReplayedPublisher> publishers)
            throws IOException, InterruptedException {
        ObjectNode line = Signaling.object();
        generator.await(() -> {
            line.put("lateMillis", generator.takeLateNanos() / 1_000_000);
            publishers.forEach(publisher -> publisher.describe(line));
        });
        System.out.println(line);
    }
}
