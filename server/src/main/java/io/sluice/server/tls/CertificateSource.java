package io.sluice.server.tls;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands out the certificate to serve with, and a new one when the files change or the made one
/// runs out.
public final class CertificateSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateSource.class);

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /// Takes a certificate into use.
    @FunctionalInterface
    public interface Taker {
        void take(TlsIdentity identity) throws GeneralSecurityException, IOException;
    }

    private final ServerConfig.Tls config;
    private final Path directory;
    private final TlsIdentity first;
    private final LocalNames names;
    private @Nullable Thread watcher;

    /// @param directory where a made certificate is kept
    public CertificateSource(ServerConfig.Tls config, Path directory, LocalNames names) {
        this.config = config;
        this.directory = directory;
        this.names = names;
        try {
            first = read();
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("cannot use the certificate: " + e.getMessage());
        }
    }

    public TlsIdentity identity() {
        return first;
    }

    /// Looks once a minute whether there is another certificate.
    public void watch(Taker taker) {
        watcher = Thread.ofVirtual().name("certificates").start(() -> poll(taker));
    }

    private void poll(Taker taker) {
        TlsIdentity served = first;
        while (true) {
            try {
                Thread.sleep(INTERVAL);
                served = refresh(served, taker);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /// Takes what there is now into use if it is another one.
    TlsIdentity refresh(TlsIdentity served, Taker taker) {
        try {
            // A made certificate stays with the names it was started with: browsers would ask
            // again.
            TlsIdentity found = read();
            if (!found.leaf().equals(served.leaf())) {
                taker.take(found);
                LOG.atInfo()
                        .addKeyValue("expires", found.leaf().getNotAfter().toInstant())
                        .log("serving with a new certificate");
                return found;
            }
        } catch (GeneralSecurityException | IOException e) {
            // Half written: what is served stays until the files are whole.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("certificate not readable");
        }
        return served;
    }

    private TlsIdentity read() throws GeneralSecurityException, IOException {
        return config.own()
                ? TlsIdentity.read(Path.of(config.certificate()), Path.of(config.key()))
                : SelfSigned.obtain(directory, names, Instant.now());
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }
}
