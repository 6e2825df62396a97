package io.sluice.server.http;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.tls.TlsIdentity;
import io.sluice.signaling.http.BodyFirst;
import java.io.IOException;
import java.net.BindException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The one TCP port: HTTP and HTTPS told apart by their first bytes, pages, health, metrics and
/// what the control plane mounts.
public final class HttpFront implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);

    /// Longer than any header our clients send.
    private static final int HEADER_BYTES = 16 * 1024;

    /// Between the answer to the last request and the end.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    /// Puts the control plane in front of another handler.
    @FunctionalInterface
    public interface Mount {
        Handler before(Server server, Handler next);
    }

    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector;
    private final SslContextFactory.Server tls = new SslContextFactory.Server();

    /// @param control the control plane
    /// @param more what else is answered, before it
    /// @param ready whether new meetings are taken
    /// @param scrape the metrics as text
    public HttpFront(
            ServerConfig config,
            TlsIdentity identity,
            Mount control,
            List<Handler> more,
            BooleanSupplier ready,
            Supplier<String> scrape,
            String adminToken) {
        try {
            use(identity);
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("cannot use the certificate: " + e.getMessage());
        }
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        // Otherwise a token that begins like one seen before on the same connection is taken in
        // that one's case.
        http.setHeaderCacheCaseSensitive(true);
        http.addCustomizer(new TrustedProxies(config.http().trustedProxies()));
        // Acts on TLS connections only. Browsers reach us by address too, where SNI has no name.
        http.addCustomizer(new SecureRequestCustomizer(false));

        connector = new ServerConnector(server, protocols(http));
        connector.setPort(config.http().port());
        if (!config.http().bind().isEmpty()) {
            connector.setHost(config.http().bind());
        }
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);

        List<Handler> all = new ArrayList<>();
        all.add(new HealthHandler(ready));
        all.add(new OpenApiHandler());
        all.add(new MetricsHandler(scrape, adminToken));
        all.addAll(more);
        all.add(control.before(server, new WebClient("/web")));
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        server.setErrorHandler(new ErrorAnswers());
        server.setHandler(
                new BodyFirst(
                        new SecurityHeaders(
                                new HttpsRedirect(new Handler.Sequence(all)), config.tls().own())));
    }

    /// HTTP/2 inside TLS for who offers it: the many small requests of HLS share a connection.
    /// WebSockets keep one of their own, where nothing can hold them up.
    private ConnectionFactory[] protocols(HttpConfiguration http) {
        var one = new HttpConnectionFactory(http);
        var two = new HTTP2ServerConnectionFactory(http);
        two.setConnectProtocolEnabled(false);
        // By the names of RFC 7301 §6, which are compared to the letter.
        var choice = new ALPNServerConnectionFactory("h2", "http/1.1");
        choice.setDefaultProtocol(one.getProtocol());
        var encrypted = new SslConnectionFactory(tls, choice.getProtocol());
        return new ConnectionFactory[] {new DetectorConnectionFactory(encrypted), one, choice, two};
    }

    /// Opens the port.
    ///
    /// @throws ConfigException if it is taken or cannot be bound
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new ConfigException(
                    "cannot listen on TCP port %d: %s (http.port, or --port, names another)"
                            .formatted(connector.getPort(), reason(e)));
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /// The port in use, once started.
    public int port() {
        return connector.getLocalPort();
    }

    /// Serves new connections with another certificate; those that are open stay.
    public void use(TlsIdentity identity) throws GeneralSecurityException, IOException {
        tls.setKeyStore(identity.keyStore());
        tls.setKeyStorePassword("");
        if (tls.isStarted()) {
            try {
                tls.reload(_ -> {});
            } catch (Exception e) {
                throw new GeneralSecurityException("the certificate could not be taken", e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }

    private static String reason(IOException e) {
        Throwable cause = e.getCause() instanceof BindException ? e.getCause() : e;
        return Objects.requireNonNullElse(cause.getMessage(), "not possible");
    }
}
