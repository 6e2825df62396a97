package io.sluice.signaling.http;

import io.sluice.signaling.session.SignalingConfig;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// Lets pages of other sites use WHIP and WHEP where tokens are issued (CORS): a token does not
/// come by itself with what a strange page sends, so such a page can do nothing in a visitor's
/// name. Without tokens the network a visitor is in would be the only guard, and a strange page is
/// refused.
final class CrossOrigin {
    private static final String BEARER = "Bearer ";

    /// How long a browser need not ask again.
    private static final int MAX_AGE_SECONDS = 600;

    private final SignalingConfig.Access access;
    private final RequestGuard guard;

    CrossOrigin(SignalingConfig.Access access, RequestGuard guard) {
        this.access = access;
        this.guard = guard;
    }

    /// Refuses the request, or tells the browser that its page may read the answer.
    void answer(Request request, Response response) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        boolean tokensOnly = !access.open() && !access.keys().isEmpty();
        if (!guard.permits(request) && !(tokensOnly && origin != null)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN_403, "not_allowed", "Another site's page asks this.");
        }
        if (origin == null) {
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Access-Control-Allow-Origin", origin);
        headers.add(HttpHeader.VARY, "Origin");
        headers.put(
                "Access-Control-Expose-Headers",
                "Location, Link, ETag, Accept-Patch, Accept-Post, Allow, Retry-After,"
                        + " WWW-Authenticate");
        if (request.getMethod().equals("OPTIONS")) {
            headers.put("Access-Control-Allow-Methods", "POST, PATCH, DELETE, OPTIONS");
            headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match");
            headers.put("Access-Control-Max-Age", Integer.toString(MAX_AGE_SECONDS));
        }
    }

    /// The token the request carries, or null.
    static @Nullable String bearer(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }
}
