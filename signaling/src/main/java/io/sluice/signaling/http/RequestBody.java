package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// What stands in a request to the API.
final class RequestBody {
    private RequestBody() {}

    /// All of it as text.
    ///
    /// @param maxBytes of which more are not read
    /// @throws RejectedException when it is larger, or ends early
    static String text(Request request, int maxBytes) {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new RejectedException(ErrorCode.TOO_LARGE, "The body is too large.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException _) {
            throw new RejectedException(ErrorCode.MALFORMED, "The body ended early.");
        }
    }
}
