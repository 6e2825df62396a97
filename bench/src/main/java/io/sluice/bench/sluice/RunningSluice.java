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
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// A server of ours that somebody has started, and ends: its rooms, over its signaling.
public final class RunningSluice implements ServerUnderTest {
    private final long pid;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, List<Member>> rooms = new ConcurrentHashMap<>();
    private final Map<Member, ArrayNode> shown = new HashMap<>();

    /// Who is in a room.
    private record Member(JoinRequest request, String id, Signaling signaling) {}

    /// @param port of HTTP on this machine
    public RunningSluice(long pid, int port) {
        this.pid = pid;
        this.port = port;
    }

    @Override
    public String name() {
        return "sluice";
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public long pid() {
        return pid;
    }

    private URI uri(String room) {
        return URI.create("ws://127.0.0.1:" + port + "/rtc?room=" + room);
    }

    @Override
    public List<NegotiatedConnection> join(JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        LocalEndpoint endpoint = endpoints.get();
        Signaling signaling = Signaling.open(client, uri(request.room()));
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

    /// Says that somebody leaves a room, who has joined it.
    public void leave(JoinRequest request) throws IOException, InterruptedException {
        List<Member> members = rooms.getOrDefault(request.room(), List.of());
        List<Member> leaving =
                members.stream().filter(member -> member.request.equals(request)).toList();
        members.removeAll(leaving);
        for (Member member : leaving) {
            JsonNode _ = member.signaling.ask(Signaling.object().put("type", "leave"));
        }
    }

    /// Asks for every publisher by name, each in a slot; who has asked for the same before does not
    /// ask again.
    @Override
    public void allConnected() throws IOException, InterruptedException {
        for (List<Member> members : rooms.values()) {
            for (Member member : members) {
                show(member, members);
            }
        }
    }

    private void show(Member viewer, List<Member> members)
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
        if (!wishes.equals(shown.put(viewer, wishes))) {
            JsonNode _ = viewer.signaling.ask(view);
        }
    }

    @Override
    public void close() {
        rooms.values().forEach(members -> members.forEach(member -> member.signaling.abort()));
        client.shutdownNow();
    }
}
