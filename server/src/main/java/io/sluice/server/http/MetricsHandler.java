package io.sluice.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/metrics` in Prometheus' text format: for this machine and private networks, and from elsewhere
/// with the admin token.
final class MetricsHandler extends Handler.Abstract {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> scrape;
    private final byte[] authorization;

    MetricsHandler(Supplier<String> scrape, String adminToken) {
        this.scrape = scrape;
        authorization = ("Bearer " + adminToken).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals("/metrics")) {
            return false;
        }
        if (!RemoteAddress.isLocal(request) && !authorized(request)) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
            Response.writeError(request, response, callback, HttpStatus.UNAUTHORIZED_401);
            return true;
        }
        TextAnswer.write(response, callback, CONTENT_TYPE, scrape.get());
        return true;
    }

    private boolean authorized(Request request) {
        String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return given != null
                && request.isSecure()
                && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }
}
