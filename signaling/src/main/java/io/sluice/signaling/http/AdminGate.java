package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.RestMessage;
import io.sluice.signaling.session.SignalingConfig;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Lets requests with the admin token through, as `Authorization: Bearer`, over HTTPS or from this
/// machine, and not from another site's page.
public final class AdminGate {
    private final SignalingConfig.Access access;
    private final RequestGuard guard;
    private final MessageCodec codec = new MessageCodec();

    public AdminGate(SignalingConfig.Access access, RequestGuard guard) {
        this.access = access;
        this.guard = guard;
    }

    /// Whether the request may go on; otherwise it is answered here.
    public boolean admits(Request request, Response response, Callback callback) {
        if (!guard.permits(request)) {
            refuse(
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    new RestMessage.Failure(ErrorCode.NOT_ALLOWED, "Another site's request."));
            return false;
        }
        if (!guard.peerOf(request).confidential()) {
            refuse(
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    new RestMessage.Failure(
                            ErrorCode.NOT_ALLOWED, "The admin token is taken over HTTPS only."));
            return false;
        }
        String given = CrossOrigin.bearer(request);
        if (given == null) {
            challenge(response, callback, ErrorCode.TOKEN_REQUIRED, "The admin token is needed.");
            return false;
        }
        if (!access.isAdmin(given)) {
            challenge(response, callback, ErrorCode.TOKEN_INVALID, "This is not the admin token.");
            return false;
        }
        return true;
    }

    private void challenge(Response response, Callback callback, ErrorCode code, String words) {
        response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        refuse(
                response,
                callback,
                HttpStatus.UNAUTHORIZED_401,
                new RestMessage.Failure(code, words));
    }

    private void refuse(
            Response response, Callback callback, int status, RestMessage.Failure body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Content.Sink.write(response, true, codec.write(body), callback);
    }
}
