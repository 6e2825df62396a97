package io.sluice.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.sdp.AnswerWriter;
import io.sluice.bench.sdp.OfferWriter;
import io.sluice.bench.sdp.SessionDescription;
import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.NegotiatedConnection;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Janus with its room plugin: a connection for what a participant publishes, and one for all that
/// it receives ("multistream").
final class JanusServer implements ServerUnderTest {
    static final String NAME = "janus";

    /// As many publishers as a scenario could have.
    private static final int MAX_PUBLISHERS = 1_000;

    private final JanusSetting setting;
    private final JanusProcess process;
    private final JanusApi api;
    private final long rooms;
    private final String version;
    private final Map<String, Room> roomsByName = new HashMap<>();
    private int feeds;

    /// Those who publish in a room, under their numbers there.
    private record Room(int number, Map<Integer, Feed> publishers) {}

    private record Feed(JoinRequest publisher, long handle) {}

    private JanusServer(JanusSetting setting, JanusProcess process, JanusApi api)
            throws IOException, InterruptedException {
        this.setting = setting;
        this.process = process;
        this.api = api;
        rooms = api.attach();
        JsonNode info = api.info();
        version =
                "%s, libsrtp %s"
                        .formatted(
                                info.path("version_string").asText(),
                                info.path("dependencies").path("libsrtp").asText("unknown"));
    }

    static JanusServer start(JanusSetting setting, Site site)
            throws IOException, InterruptedException {
        JanusProcess process = JanusProcess.start(setting, site);
        try {
            return new JanusServer(setting, process, process.open());
        } catch (IOException | InterruptedException failure) {
            process.close();
            throw failure;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return version + ", " + setting.name();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public List<NegotiatedConnection> join(JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        if (!request.sendsAudio() && !request.sendsVideo()) {
            return List.of();
        }
        Room room = room(request.room());
        JoinRequest publishing =
                new JoinRequest(
                        request.room(),
                        request.participant(),
                        request.sendsAudio(),
                        request.sendsVideo(),
                        0,
                        0);
        LocalEndpoint endpoint = endpoints.get();
        int feed = ++feeds;
        ObjectNode body = body("joinandconfigure").put("ptype", "publisher");
        body.put("room", room.number).put("id", feed).put("display", request.participant());
        String offer = OfferWriter.offer(publishing, endpoint);
        long handle = api.attach();
        JanusApi.Reply reply = api.ask(handle, body, new JanusApi.Jsep("offer", offer));
        api.endCandidates(handle);
        room.publishers.put(feed, new Feed(request, handle));
        SessionDescription answer = SessionDescription.parse(reply.sdp());
        return List.of(
                connection(
                        endpoint,
                        answer,
                        answer.waitsForHandshake(),
                        AnswerWriter.sendFormat(answer),
                        ReceiveFormat.NOTHING));
    }

    private Room room(String name) throws IOException, InterruptedException {
        Room known = roomsByName.get(name);
        if (known != null) {
            return known;
        }
        Room room = new Room(roomsByName.size() + 1, new HashMap<>());
        ObjectNode body = body("create").put("room", room.number).put("permanent", false);
        body.put("publishers", MAX_PUBLISHERS).put("bitrate", 0).put("fir_freq", 0);
        body.put("audiocodec", "opus").put("videocodec", "vp8").put("notify_joining", false);
        api.ask(rooms, body, null);
        roomsByName.put(name, room);
        return room;
    }

    /// Everybody who publishes must be connected first, or cannot be subscribed to.
    @Override
    public List<NegotiatedConnection> receive(
            JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        Room room = room(request.room());
        ObjectNode body = body("join").put("ptype", "subscriber").put("room", room.number);
        ArrayNode streams = body.putArray("streams");
        for (Map.Entry<Integer, Feed> feed : room.publishers.entrySet()) {
            JoinRequest publisher = feed.getValue().publisher;
            if (!publisher.equals(request)) {
                api.awaitUp(feed.getValue().handle);
                addStreams(streams, feed.getKey(), publisher, request);
            }
        }
        if (streams.isEmpty()) {
            return List.of();
        }
        long handle = api.attach();
        SessionDescription offer = SessionDescription.parse(api.ask(handle, body, null).sdp());
        LocalEndpoint endpoint = endpoints.get();
        String answer = AnswerWriter.answer(offer, endpoint);
        api.ask(handle, body("start"), new JanusApi.Jsep("answer", answer));
        api.endCandidates(handle);
        return List.of(
                connection(
                        endpoint,
                        offer,
                        false,
                        SendFormat.NOTHING,
                        AnswerWriter.receiveFormat(offer)));
    }

    private static void addStreams(
            ArrayNode streams, int feed, JoinRequest publisher, JoinRequest receiver) {
        if (publisher.sendsAudio() && receiver.receivesAudio() > 0) {
            streams.addObject().put("feed", feed).put("mid", OfferWriter.MICROPHONE_MID);
        }
        if (publisher.sendsVideo() && receiver.receivesVideo() > 0) {
            streams.addObject().put("feed", feed).put("mid", OfferWriter.CAMERA_MID);
        }
    }

    private static NegotiatedConnection connection(
            LocalEndpoint endpoint,
            SessionDescription remote,
            boolean dtlsClient,
            SendFormat send,
            ReceiveFormat receive)
            throws IOException {
        return new NegotiatedConnection(
                endpoint,
                remote.candidate(),
                remote.ufrag(),
                remote.password(),
                remote.fingerprint(),
                dtlsClient,
                send,
                receive);
    }

    private static ObjectNode body(String request) {
        return JanusApi.object().put("request", request);
    }

    /// Subscriptions stand as soon as they are connected.
    @Override
    public void allConnected() {}

    @Override
    public Map<String, Double> counters() {
        return api.events();
    }

    @Override
    public void close() {
        api.abort();
        process.close();
    }
}
