package io.sluice.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Short texts for people with a terminal.
final class TextAnswer {
    private TextAnswer() {}

    static void write(Response response, Callback callback, String text) {
        write(response, callback, "text/plain; charset=utf-8", text);
    }

    static void write(Response response, Callback callback, String contentType, String text) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
