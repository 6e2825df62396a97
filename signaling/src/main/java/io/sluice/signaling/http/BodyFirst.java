package io.sluice.signaling.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Takes a small body off the connection before its request is handled.
///
/// Who answers without reading a body that is still on its way makes Jetty end the connection, of
/// which the answer does not speak: a client sends its next request over it in vain. After a body
/// that is not taken first the connection ends too, but says so (RFC 9112 §9.6).
public final class BodyFirst extends Handler.Wrapper {
    /// More than any request has but large offers and scenes.
    private static final int MAX_BYTES = 64 * 1024;

    /// @param handler who may answer without reading
    public BodyFirst(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long length = request.getLength(); // -1 in chunks, and where there is none
        boolean chunks = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if ((length <= 0 && !chunks) || isMultiplexed(request)) {
            return super.handle(request, response, callback);
        }
        if (chunks || length > MAX_BYTES) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            return super.handle(request, response, callback);
        }
        ByteBuffer body;
        try {
            body = Content.Source.asByteBuffer(request);
        } catch (IOException _) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.BAD_REQUEST_400,
                    "The body ended early.");
            return true;
        }
        return super.handle(new Taken(request, body), response, callback);
    }

    /// Whether another request has a stream of its own.
    private static boolean isMultiplexed(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion()
                > HttpVersion.HTTP_1_1.getVersion();
    }

    private static final class Taken extends Request.Wrapper {
        private Content.Chunk next;

        Taken(Request request, ByteBuffer body) {
            super(request);
            next = Content.Chunk.from(body, true);
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = next;
            next = Content.Chunk.EOF;
            return chunk;
        }

        @Override
        public void demand(Runnable demandCallback) {
            demandCallback.run();
        }
    }
}
