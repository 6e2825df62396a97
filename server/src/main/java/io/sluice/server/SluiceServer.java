package io.sluice.server;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.data.DataDirectory;
import io.sluice.server.http.HttpFront;
import io.sluice.server.observe.Metrics;
import io.sluice.server.tls.LocalNames;
import io.sluice.server.tls.SelfSigned;
import io.sluice.server.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;

/// The whole server, wired: media plane, control plane, pages.
public final class SluiceServer implements AutoCloseable {
    private final ServerConfig config;
    private final DataDirectory data;
    private final LocalNames names;
    private final String adminToken;
    private final Metrics metrics = new Metrics();
    private final HttpFront http;
    private volatile boolean ready;

    private SluiceServer(
            ServerConfig config,
            DataDirectory data,
            LocalNames names,
            String adminToken,
            TlsIdentity identity)
            throws GeneralSecurityException, IOException {
        this.config = config;
        this.data = data;
        this.names = names;
        this.adminToken = adminToken;
        http =
                new HttpFront(
                        config,
                        identity,
                        (_, next) -> next,
                        () -> ready,
                        metrics::scrape,
                        adminToken);
    }

    /// Starts everything; when it returns, people can meet.
    ///
    /// @throws ConfigException when something the operator can change is in the way
    public static SluiceServer start(ServerConfig config, Map<String, String> environment) {
        var data = DataDirectory.open(config.dataDirectory(), environment);
        var names = LocalNames.find();
        String adminToken =
                config.auth().adminToken().isEmpty()
                        ? data.adminToken()
                        : config.auth().adminToken();
        SluiceServer server;
        try {
            server =
                    new SluiceServer(
                            config, data, names, adminToken, identity(config, data, names));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("cannot use the certificate: " + e.getMessage());
        }
        try {
            server.http.start();
        } catch (ConfigException e) {
            server.close();
            throw e;
        }
        server.ready = true;
        return server;
    }

    private static TlsIdentity identity(ServerConfig config, DataDirectory data, LocalNames names)
            throws GeneralSecurityException, IOException {
        if (config.tls().own()) {
            return TlsIdentity.read(
                    Path.of(config.tls().certificate()), Path.of(config.tls().key()));
        }
        return SelfSigned.obtain(data.directory("tls"), names, Instant.now());
    }

    /// The port of HTTP and HTTPS.
    public int port() {
        return http.port();
    }

    String adminToken() {
        return adminToken;
    }

    Path dataDirectory() {
        return data.path();
    }

    LocalNames names() {
        return names;
    }

    ServerConfig config() {
        return config;
    }

    @Override
    public void close() {
        ready = false;
        http.close();
        metrics.close();
    }
}
