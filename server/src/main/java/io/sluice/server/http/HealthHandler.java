package io.sluice.server.http;

import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// `/healthz`: the process answers. `/readyz`: it takes new meetings.
final class HealthHandler extends Handler.Abstract.NonBlocking {
    private final BooleanSupplier ready;

    HealthHandler(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        return switch (Request.getPathInContext(request)) {
            case "/healthz" -> answer(response, callback, true);
            case "/readyz" -> answer(response, callback, ready.getAsBoolean());
            default -> false;
        };
    }

    private static boolean answer(Response response, Callback callback, boolean good) {
        response.setStatus(good ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        TextAnswer.write(response, callback, good ? "ok\n" : "stopping\n");
        return true;
    }
}
