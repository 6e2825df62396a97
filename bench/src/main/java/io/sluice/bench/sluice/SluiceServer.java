package io.sluice.bench.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.sdp.OfferWriter;
import io.sluice.bench.sdp.SessionDescription;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.Picture;
import io.sluice.bench.server.ServerUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// This server, as the jar that users run.
public final class SluiceServer implements ServerUnderTest {
    private final String name;
    private final SluiceProcess process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, List<Member>> rooms = new ConcurrentHashMap<>();

    /// Who is in a room.
    private record Member(JoinRequest request, String id, Signaling signaling) {}

    /// @param name in the report
    /// @param jar what is started
    /// @param cores the processors it may use, as `taskset` takes them
    /// @param media the address that media is received on
    SluiceServer(String name, Path jar, String cores, SluiceSettings settings, InetAddress media)
            throws IOException, InterruptedException {
        this.name = name;
        process = SluiceProcess.start(jar, cores, settings, media);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return process.description();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public List<NegotiatedConnection> join(JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        LocalEndpoint endpoint = endpoints.get();
        Signaling signaling = Signaling.open(client, process.rtc(request.room()));
        ObjectNode join = Signaling.object();
        join.put("type", "join").put("name", request.participant());
        join.put("offer", OfferWriter.offer(request, endpoint));
        ArrayNode tracks = join.putArray("tracks");
        if (request.sendsAudio()) {
            tracks.addObject()
                    .put("mid", OfferWriter.MICROPHONE_MID)
                    .put("source", "microphone")
                    .put("muted", false);
        }
        if (request.sendsVideo()) {
            tracks.addObject()
                    .put("mid", OfferWriter.CAMERA_MID)
                    .put("source", "camera")
                    .put("muted", false);
        }
        JsonNode joined = signaling.ask(join);
        rooms.computeIfAbsent(request.room(), _ -> new CopyOnWriteArrayList<>())
                .add(new Member(request, joined.path("participant").asText(), signaling));
        SessionDescription answer = SessionDescription.parse(joined.path("answer").asText());
        return List.of(
                new NegotiatedConnection(
                        endpoint,
                        answer.candidate(),
                        answer.ufrag(),
                        answer.password(),
                        answer.fingerprint(),
                        true,
                        OfferWriter.sendFormat(request),
                        OfferWriter.receiveFormat(request)));
    }

    /// Asks for every publisher by name, each in a slot.
    @Override
    public void allConnected() throws IOException, InterruptedException {
        for (List<Member> members : rooms.values()) {
            for (Member member : members) {
                show(member, members);
            }
        }
    }

    private static void show(Member viewer, List<Member> members)
            throws IOException, InterruptedException {
        int slots = Math.max(viewer.request.receivesAudio(), viewer.request.receivesVideo());
        if (slots == 0) {
            return;
        }
        ObjectNode view = Signaling.object();
        view.put("type", "view");
        ArrayNode wishes = view.putArray("slots");
        for (Member member : members) {
            boolean publishes = member.request.sendsAudio() || member.request.sendsVideo();
            if (!member.equals(viewer) && publishes && wishes.size() < slots) {
                Picture seen = viewer.request.sees(member.request);
                boolean only = seen == Picture.ONLY; // however large the tile
                int slot = wishes.size(); // before there is one more
                wishes.addObject()
                        .put("slot", slot)
                        .put("show", "participant")
                        .put("participant", member.id)
                        .put("source", "camera")
                        .put("width", only ? 1_280 : seen.width())
                        .put("height", only ? 720 : seen.height());
            }
        }
        viewer.signaling.ask(view);
    }

    @Override
    public OptionalDouble allocatedBytes() throws IOException, InterruptedException {
        return process.metric("sluice_media_allocated_bytes_total");
    }

    @Override
    public OptionalDouble gcPauseMaxMillis() throws IOException, InterruptedException {
        OptionalDouble seconds = process.metric("jvm_gc_pause_seconds_max");
        return seconds.isPresent() ? OptionalDouble.of(1_000 * seconds.getAsDouble()) : seconds;
    }

    @Override
    public Map<String, Double> counters() throws IOException, InterruptedException {
        Map<String, Double> counters = new LinkedHashMap<>();
        process.metrics()
                .forEach((name, value) -> {
                    if (name.startsWith("sluice_media_") && value != 0) {
                        counters.put(name, value);
                    }
                });
        return counters;
    }

    @Override
    public void close() {
        rooms.values().forEach(members -> members.forEach(member -> member.signaling.abort()));
        client.shutdownNow();
        process.close();
    }
}
