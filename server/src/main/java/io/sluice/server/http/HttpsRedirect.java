package io.sluice.server.http;

import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Sends plain HTTP from other machines to HTTPS: browsers give a page no camera without it.
/// Loopback stays plain, and so do the addresses that machines ask.
final class HttpsRedirect extends Handler.Wrapper {
    private static final Set<String> PLAIN = Set.of("/healthz", "/readyz", "/metrics");

    HttpsRedirect(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.isSecure()
                || RemoteAddress.isLoopback(request)
                || PLAIN.contains(Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
        String host = request.getHeaders().get("Host");
        if (host == null || host.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        // HTTP and HTTPS share the port, so the authority stays as it is.
        Response.sendRedirect(
                request,
                response,
                callback,
                HttpStatus.PERMANENT_REDIRECT_308,
                "https://" + host + request.getHttpURI().getPathQuery(),
                false);
        return true;
    }
}
