package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import io.sluice.signaling.session.Meetings;
import io.sluice.signaling.session.RoomName;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.token.AccessClaims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/api/rooms` for whoever holds the admin token: lists rooms, issues access tokens. Every other
/// path goes to the next handler.
public final class RestHandler extends Handler.Wrapper {
    private static final String ROOMS = "/api/rooms";

    /// A request for a token is some hundred bytes.
    private static final int MAX_BODY = 16_384;

    private static final Duration VALIDITY = Duration.ofHours(1);

    private final Meetings meetings;
    private final SignalingConfig.Access access;
    private final AdminGate gate;
    private final InstantSource clock;
    private final MessageCodec codec = new MessageCodec();

    public RestHandler(
            Handler next,
            Meetings meetings,
            SignalingConfig.Access access,
            AdminGate gate,
            InstantSource clock) {
        super(next);
        this.meetings = meetings;
        this.access = access;
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.equals(ROOMS) && !path.startsWith(ROOMS + "/")) {
            return super.handle(request, response, callback);
        }
        if (!gate.admits(request, response, callback)) {
            return true;
        }
        try {
            if (path.equals(ROOMS)) {
                requireMethod(request, "GET");
                reply(response, callback, HttpStatus.OK_200, rooms());
            } else {
                requireMethod(request, "POST");
                reply(response, callback, HttpStatus.CREATED_201, token(request, roomOf(path)));
            }
        } catch (RejectedException e) {
            reply(response, callback, HttpStatus.BAD_REQUEST_400, failure(e));
        } catch (Refusal e) {
            reply(response, callback, e.status(), e.body());
        }
        return true;
    }

    private static void requireMethod(Request request, String method) {
        if (!request.getMethod().equals(method)) {
            throw new Refusal(
                    HttpStatus.METHOD_NOT_ALLOWED_405,
                    ErrorCode.UNKNOWN_TYPE,
                    "Only " + method + " is known here.");
        }
    }

    private RestMessage rooms() {
        return new RestMessage.Rooms(
                meetings.list().stream()
                        .map(room ->
                                new RestMessage.Room(
                                        room.name(),
                                        room.startedAt(),
                                        room.participants(),
                                        room.names()))
                        .toList());
    }

    private static RoomName roomOf(String path) {
        List<String> parts = List.of(path.substring(ROOMS.length() + 1).split("/", -1));
        if (parts.size() != 2 || !parts.get(1).equals("tokens")) {
            throw new Refusal(
                    HttpStatus.NOT_FOUND_404, ErrorCode.UNKNOWN_TYPE, "There is nothing here.");
        }
        return RoomName.of(parts.getFirst());
    }

    private RestMessage token(Request request, RoomName room) {
        if (access.keys().isEmpty()) {
            throw new Refusal(
                    HttpStatus.CONFLICT_409,
                    ErrorCode.NOT_ALLOWED,
                    "No signing key is configured, so there is nothing to sign with.");
        }
        RestMessage.TokenRequest asked =
                codec.readTokenRequest(RequestBody.text(request, MAX_BODY));
        AccessClaims.Grant grant =
                new AccessClaims.Grant(
                        room.value(),
                        true,
                        Objects.requireNonNullElse(asked.roomAdmin(), false),
                        Objects.requireNonNullElse(asked.canPublish(), true),
                        Objects.requireNonNullElse(asked.canPublishSources(), List.of()),
                        Objects.requireNonNullElse(asked.canSubscribe(), true),
                        Objects.requireNonNullElse(asked.canPublishData(), true),
                        Objects.requireNonNullElse(asked.hidden(), false),
                        Objects.requireNonNullElse(asked.canGoLive(), false),
                        Objects.requireNonNullElse(asked.roomRecord(), false));
        Integer seconds = asked.validSeconds();
        Duration validity = seconds == null ? VALIDITY : Duration.ofSeconds(seconds);
        String token =
                meetings.tokens()
                        .mint(
                                access.keys().getFirst().id(),
                                new AccessClaims(asked.identity(), asked.name(), grant),
                                validity);
        return new RestMessage.Token(token, clock.instant().plus(validity).toEpochMilli());
    }

    private static RestMessage failure(RejectedException e) {
        return new RestMessage.Failure(e.code(), e.reason(), e.detail());
    }

    private void reply(Response response, Callback callback, int status, RestMessage body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, codec.write(body), callback);
    }
}
