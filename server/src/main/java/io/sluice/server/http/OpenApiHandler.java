package io.sluice.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/openapi.json`: the description of `/api` for programs. It tells nothing of this server.
final class OpenApiHandler extends Handler.Abstract.NonBlocking {
    private static final String PATH = "/openapi.json";

    private final String text = read();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean read = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!read || !Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        TextAnswer.write(response, callback, "application/json", text);
        return true;
    }

    private static String read() {
        try (InputStream in =
                Objects.requireNonNull(OpenApiHandler.class.getResourceAsStream(PATH))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
