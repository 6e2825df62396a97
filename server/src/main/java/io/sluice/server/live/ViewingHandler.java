package io.sluice.server.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// What HLS and HTTP-FLV have in common: pages of every host may read them, with a right to the
/// room in the address.
abstract class ViewingHandler extends Handler.Abstract {
    private static final String RIGHT = "t";
    private static final int MAX_PATH = 1_000;

    private final String prefix;
    private final Watching viewing;

    ViewingHandler(String prefix, Watching viewing) {
        this.prefix = prefix;
        this.viewing = viewing;
    }

    final Watching viewing() {
        return viewing;
    }

    @Override
    public final boolean handle(Request request, Response response, Callback callback)
            throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(prefix)) {
            return false;
        }
        var headers = response.getHeaders();
        headers.put("Access-Control-Allow-Origin", "*");
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        if (HttpMethod.OPTIONS.is(request.getMethod())) {
            headers.put("Access-Control-Allow-Methods", "GET, HEAD");
            headers.put("Access-Control-Allow-Headers", "Range");
            headers.put("Access-Control-Max-Age", "86400");
            response.setStatus(HttpStatus.NO_CONTENT_204);
            response.write(true, null, callback);
        } else if (!HttpMethod.GET.is(request.getMethod())
                && !HttpMethod.HEAD.is(request.getMethod())) {
            refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405, "only GET");
        } else if (path.length() > MAX_PATH) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "nothing here");
        } else {
            String rest = URIUtil.decodePath(path.substring(prefix.length()));
            serve(rest, Request.extractQueryParameters(request), request, response, callback);
        }
        return true;
    }

    /// Answers a request for what stands behind the prefix.
    abstract void serve(
            String rest, Fields query, Request request, Response response, Callback callback)
            throws Exception;

    /// The program of a room for who has the right to it; null when there is an answer already: 204
    /// for who waits for it to begin, since browsers write every 404 into a page's console.
    final @Nullable WatchedProgram program(
            String room, boolean waits, Fields query, Response response, Callback callback) {
        if (!viewing.admits(query.getValue(RIGHT), room)) {
            refuse(response, callback, HttpStatus.FORBIDDEN_403, "this address does not hold");
            return null;
        }
        WatchedProgram program = viewing.find(room).orElse(null);
        boolean over = program == null || (waits && program.hls().isEnded());
        if (over && waits) {
            nothingYet(response, callback);
        } else if (over) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "there is no program now");
        }
        return over ? null : program;
    }

    static void nothingYet(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.setStatus(HttpStatus.NO_CONTENT_204);
        response.write(true, null, callback);
    }

    static void refuse(Response response, Callback callback, int status, String words) {
        response.setStatus(status);
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, "5");
        }
        byte[] text = (words + "\n").getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(text), callback);
    }
}
