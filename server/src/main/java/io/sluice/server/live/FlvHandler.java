package io.sluice.server.live;

import io.sluice.egress.output.FlvViewer;
import io.sluice.egress.output.FrameQueue;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// `/flv/{room}.flv`: a program as a file without an end.
final class FlvHandler extends ViewingHandler {
    private static final String SUFFIX = ".flv";
    private static final long WAIT_MILLIS = 1_000;

    FlvHandler(Watching viewing) {
        super("/flv/", viewing);
    }

    @Override
    void serve(String rest, Fields query, Request request, Response response, Callback callback)
            throws InterruptedException {
        if (!rest.endsWith(SUFFIX)) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "nothing here");
            return;
        }
        String room = rest.substring(0, rest.length() - SUFFIX.length());
        WatchedProgram program = program(room, false, query, response, callback);
        if (program == null) {
            return;
        }
        if (program.hls().isEnded()) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "the program is over");
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "video/x-flv");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (HttpMethod.HEAD.is(request.getMethod())) {
            response.write(true, null, callback);
            return;
        }
        @Nullable FrameQueue frames = program.join(viewing().nowNanos()).orElse(null);
        if (frames == null) {
            refuse(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "too many watch");
            return;
        }
        stream(frames, response, callback);
    }

    private static void stream(FrameQueue frames, Response response, Callback callback)
            throws InterruptedException {
        try (var viewer = new FlvViewer(frames);
                OutputStream out = Content.Sink.asOutputStream(response)) {
            for (byte[] next = viewer.next(WAIT_MILLIS);
                    next != null;
                    next = viewer.next(WAIT_MILLIS)) {
                if (next.length > 0) {
                    out.write(next);
                    out.flush();
                }
            }
        } catch (IOException e) {
            callback.failed(e); // the viewer is gone
            return;
        }
        callback.succeeded();
    }
}
