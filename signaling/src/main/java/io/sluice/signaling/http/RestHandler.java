package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.RestMessage;
import io.sluice.signaling.session.Meetings;
import io.sluice.signaling.session.RoomName;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.token.AccessClaims;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
    private static final String BEARER = "Bearer ";

    /// A request for a token is some hundred bytes.
    private static final int MAX_BODY = 16_384;

    private static final Duration VALIDITY = Duration.ofHours(1);

    private final Meetings meetings;
    private final SignalingConfig.Access access;
    private final RequestGuard guard;
    private final InstantSource clock;
    private final MessageCodec codec = new MessageCodec();

    public RestHandler(
            Handler next,
            Meetings meetings,
            SignalingConfig.Access access,
            RequestGuard guard,
            InstantSource clock) {
        super(next);
        this.meetings = meetings;
        this.access = access;
        this.guard = guard;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.equals(ROOMS) && !path.startsWith(ROOMS + "/")) {
            return super.handle(request, response, callback);
        }
        try {
            authorize(request);
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
            if (e.status == HttpStatus.UNAUTHORIZED_401) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            }
            reply(
                    response,
                    callback,
                    e.status,
                    new RestMessage.Failure(e.code, Objects.requireNonNull(e.getMessage())));
        }
        return true;
    }

    private void authorize(Request request) throws Refusal {
        if (!guard.permits(request)) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN_403, ErrorCode.NOT_ALLOWED, "Another site's request.");
        }
        if (!guard.peerOf(request).confidential()) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN_403,
                    ErrorCode.NOT_ALLOWED,
                    "The admin token is taken over HTTPS only.");
        }
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER)) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED_401,
                    ErrorCode.TOKEN_REQUIRED,
                    "The admin token is needed.");
        }
        byte[] given = header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
        byte[] expected = access.adminToken().getBytes(StandardCharsets.UTF_8);
        // Takes the same time wherever the two differ.
        if (!MessageDigest.isEqual(given, expected)) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED_401,
                    ErrorCode.TOKEN_INVALID,
                    "This is not the admin token.");
        }
    }

    private static void requireMethod(Request request, String method) throws Refusal {
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

    private static RoomName roomOf(String path) throws Refusal {
        List<String> parts = List.of(path.substring(ROOMS.length() + 1).split("/", -1));
        if (parts.size() != 2 || !parts.get(1).equals("tokens")) {
            throw new Refusal(
                    HttpStatus.NOT_FOUND_404, ErrorCode.UNKNOWN_TYPE, "There is nothing here.");
        }
        return RoomName.of(parts.getFirst());
    }

    private RestMessage token(Request request, RoomName room) throws Refusal {
        if (access.keys().isEmpty()) {
            throw new Refusal(
                    HttpStatus.CONFLICT_409,
                    ErrorCode.NOT_ALLOWED,
                    "No signing key is configured, so there is nothing to sign with.");
        }
        RestMessage.TokenRequest asked = codec.readTokenRequest(body(request));
        AccessClaims.Grant grant =
                new AccessClaims.Grant(
                        room.value(),
                        true,
                        Objects.requireNonNullElse(asked.roomAdmin(), false),
                        Objects.requireNonNullElse(asked.canPublish(), true),
                        Objects.requireNonNullElse(asked.canPublishSources(), List.of()),
                        Objects.requireNonNullElse(asked.canSubscribe(), true),
                        Objects.requireNonNullElse(asked.canPublishData(), true),
                        Objects.requireNonNullElse(asked.hidden(), false));
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

    private static String body(Request request) throws Refusal {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new RejectedException(ErrorCode.TOO_LARGE, "The body is too large.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST_400, ErrorCode.MALFORMED, "The body ended early.");
        }
    }

    private static RestMessage failure(RejectedException e) {
        return new RestMessage.Failure(e.code(), e.reason());
    }

    private void reply(Response response, Callback callback, int status, RestMessage body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, codec.write(body), callback);
    }

    /// A refusal that has a status of its own.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;
        private final ErrorCode code;

        Refusal(int status, ErrorCode code, String message) {
            super(message, null, false, false);
            this.status = status;
            this.code = code;
        }
    }
}
