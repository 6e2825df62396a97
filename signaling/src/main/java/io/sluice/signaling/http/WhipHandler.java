package io.sluice.signaling.http;

import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.ServerMessage.IceServer;
import io.sluice.signaling.sdp.SdpFragment;
import io.sluice.signaling.session.HttpSession;
import io.sluice.signaling.session.HttpSession.Kind;
import io.sluice.signaling.session.HttpSession.Patched;
import io.sluice.signaling.session.HttpSessions;
import io.sluice.signaling.session.Peer;
import io.sluice.signaling.session.RoomName;
import io.sluice.signaling.session.SignalingConfig;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// `/whip/{room}` and `/whep/{room}`: publishing (RFC 9725) and watching (draft-ietf-wish-whep) by
/// plain HTTP, and the sessions below them. Every other path goes to the next handler.
public final class WhipHandler extends Handler.Wrapper {
    private static final Map<String, Kind> KINDS =
            Map.of("whip", Kind.PUBLISHER, "whep", Kind.VIEWER);

    private static final String SDP = "application/sdp";
    private static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    /// Characters, as for an offer that comes by WebSocket.
    static final int MAX_OFFER = 512 * 1024;

    private final HttpSessions sessions;
    private final CrossOrigin crossOrigin;
    private final RequestGuard guard;
    private final OfferRate rate;
    private final MessageCodec codec = new MessageCodec();

    public WhipHandler(
            Handler next,
            HttpSessions sessions,
            SignalingConfig.Access access,
            RequestGuard guard,
            InstantSource clock) {
        super(next);
        this.sessions = sessions;
        this.guard = guard;
        crossOrigin = new CrossOrigin(access, guard);
        rate = new OfferRate(clock);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        List<String> path = List.of(Request.getPathInContext(request).split("/", -1));
        Kind kind = path.size() < 3 || path.size() > 4 ? null : KINDS.get(path.get(1));
        if (kind == null) {
            return super.handle(request, response, callback);
        }
        try {
            crossOrigin.answer(request, response);
            if (path.size() == 3) {
                endpoint(kind, path.get(2), request, response, callback);
            } else {
                session(kind, path.get(2), path.get(3), request, response, callback);
            }
        } catch (Problem problem) {
            reply(response, callback, problem);
        } catch (RejectedException e) {
            reply(response, callback, Problem.of(e));
        }
        return true;
    }

    private void endpoint(
            Kind kind, String room, Request request, Response response, Callback callback) {
        if (!requireMethod(request, response, "POST", "OPTIONS")) {
            response.getHeaders().put("Accept-Post", SDP);
            empty(response, callback, HttpStatus.NO_CONTENT_204);
            return;
        }
        Peer peer = guard.peerOf(request);
        rate.take(Request.getRemoteAddr(request));
        RoomName name = RoomName.of(room);
        requireType(request, response, "Accept-Post", SDP);
        Fields query = Request.extractQueryParameters(request);
        HttpSession session =
                sessions.open(
                        new HttpSessions.Entry(
                                kind,
                                name,
                                peer,
                                CrossOrigin.bearer(request),
                                query.getValue("name"),
                                query.getValue("participant"),
                                RequestBody.text(request, MAX_OFFER)));
        response.getHeaders().put(HttpHeader.LOCATION, location(kind, session));
        response.getHeaders().put(HttpHeader.ETAG, session.entityTag());
        response.getHeaders().put("Accept-Patch", FRAGMENT);
        links(response);
        reply(response, callback, HttpStatus.CREATED_201, SDP, session.answer());
    }

    private static String location(Kind kind, HttpSession session) {
        String room = URLEncoder.encode(session.room().value(), StandardCharsets.UTF_8);
        String folder = kind == Kind.PUBLISHER ? "/whip/" : "/whep/";
        return folder + room + "/" + session.secret();
    }

    /// RFC 9725 §4.6.
    private void links(Response response) {
        for (IceServer server : sessions.iceServers()) {
            String username = server.username();
            String credential = server.credential();
            for (String url : server.urls()) {
                StringBuilder link = new StringBuilder("<" + url + ">; rel=\"ice-server\"");
                if (username != null && credential != null) {
                    link.append("; username=").append(quoted(username));
                    link.append("; credential=").append(quoted(credential));
                    link.append("; credential-type=\"password\"");
                }
                response.getHeaders().add("Link", link.toString());
            }
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void session(
            Kind kind,
            String room,
            String secret,
            Request request,
            Response response,
            Callback callback) {
        if (!requireMethod(request, response, "PATCH", "DELETE", "OPTIONS")) {
            response.getHeaders().put("Accept-Patch", FRAGMENT);
            empty(response, callback, HttpStatus.NO_CONTENT_204);
            return;
        }
        HttpSession session =
                sessions.find(kind, RoomName.of(room), secret)
                        .orElseThrow(() ->
                                new Problem(
                                        HttpStatus.NOT_FOUND_404,
                                        "no_session",
                                        "There is no such session, or it is over."));
        if (request.getMethod().equals("DELETE")) {
            session.delete();
            empty(response, callback, HttpStatus.OK_200);
            return;
        }
        requireType(request, response, "Accept-Patch", FRAGMENT);
        EntityTags tags = EntityTags.of(request.getHeaders().getCSV(HttpHeader.IF_MATCH, true));
        if (tags.isEmpty()) {
            throw new Problem(
                    HttpStatus.PRECONDITION_REQUIRED_428,
                    "precondition_required",
                    "If-Match has to name the ICE session, or be * for a restart.");
        }
        SdpFragment fragment = SdpFragment.read(RequestBody.text(request, SdpFragment.MAX_LENGTH));
        switch (session.patch(fragment, tags::match)) {
            case Patched.Taken _ -> empty(response, callback, HttpStatus.NO_CONTENT_204);
            case Patched.Restarted(String ours, String tag) -> {
                response.getHeaders().put(HttpHeader.ETAG, tag);
                reply(response, callback, HttpStatus.OK_200, FRAGMENT, ours);
            }
            case Patched.Stale _ ->
                    throw new Problem(
                            HttpStatus.PRECONDITION_FAILED_412,
                            "precondition_failed",
                            "If-Match names an ICE session that is over.");
        }
    }

    /// Returns whether there is something to do: OPTIONS only asks what could be done.
    private static boolean requireMethod(Request request, Response response, String... methods) {
        Set<String> known = Set.of(methods);
        response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
        if (!known.contains(request.getMethod())) {
            throw new Problem(
                    HttpStatus.METHOD_NOT_ALLOWED_405,
                    "method_not_allowed",
                    "This is not possible here; Allow says what is.");
        }
        return !request.getMethod().equals("OPTIONS");
    }

    /// @param accept the header that tells who is refused what would be taken
    private static void requireType(
            Request request, Response response, String accept, String type) {
        String given = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String name = given == null ? "" : given.split(";", 2)[0].strip();
        if (!name.toLowerCase(Locale.ROOT).equals(type)) {
            response.getHeaders().put(accept, type);
            throw new Problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "wrong_content_type",
                    "The body has to be " + type + ".");
        }
    }

    private void reply(Response response, Callback callback, Problem problem) {
        if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, problem.challenge());
        }
        if (problem.retryAfterSeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
        }
        reply(
                response,
                callback,
                problem.status(),
                "application/problem+json",
                codec.write(problem.body()));
    }

    private static void reply(
            Response response, Callback callback, int status, String type, String body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, body, callback);
    }

    private static void empty(Response response, Callback callback, int status) {
        response.setStatus(status);
        response.write(true, (@Nullable ByteBuffer) null, callback);
    }
}
