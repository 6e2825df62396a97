package io.sluice.server.live;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Whether a request comes with the admin token.
@FunctionalInterface
public interface AdminCheck {
    /// Lets the request on, or answers it and says false.
    boolean admits(Request request, Response response, Callback callback);
}
