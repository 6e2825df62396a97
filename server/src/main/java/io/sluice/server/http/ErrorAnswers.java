package io.sluice.server.http;

import java.io.IOException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Answers what no handler takes, and requests that cannot be read.
///
/// After the latter the connection ends, and Jetty takes them for HTTP/1.0, where that needs no
/// word, but answers in HTTP/1.1: without one a client sends its next request over a connection
/// that is about to end (RFC 9112 §9.6).
public final class ErrorAnswers extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback)
            throws IOException {
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        super.generateResponse(request, response, code, message, cause, callback);
    }
}
