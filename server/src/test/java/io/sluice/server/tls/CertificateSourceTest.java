package io.sluice.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.server.config.ConfigException;
import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the watcher does each minute, without waiting for it.
class CertificateSourceTest {
    private static final LocalNames HERE =
            new LocalNames("here.lan", List.of(InetAddress.ofLiteral("127.0.0.1")));

    @TempDir private Path own;
    @TempDir private Path made;
    private final List<TlsIdentity> taken = new ArrayList<>();

    @BeforeEach
    void renew() throws GeneralSecurityException, IOException {
        write(new LocalNames("first.example", List.of()));
    }

    /// Puts another certificate where the operator's is.
    private void write(LocalNames names) throws GeneralSecurityException, IOException {
        Files.deleteIfExists(own.resolve("certificate.pem"));
        SelfSigned.obtain(own, names, Instant.now());
    }

    private ServerConfig.Tls files() {
        return new ConfigLoader()
                .set("tls.certificate", own.resolve("certificate.pem").toString())
                .set("tls.key", own.resolve("key.pem").toString())
                .load()
                .tls();
    }

    private CertificateSource source() {
        return new CertificateSource(files(), made, HERE);
    }

    @Test
    void servesWithTheOperatorsFiles() throws Exception {
        try (CertificateSource source = source()) {
            assertTrue(
                    source.identity()
                            .leaf()
                            .getSubjectX500Principal()
                            .getName()
                            .contains("first.example"));
        }
    }

    @Test
    void withoutFilesACertificateIsMade() throws Exception {
        ServerConfig.Tls none = new ConfigLoader().load().tls();
        try (CertificateSource source = new CertificateSource(none, made, HERE)) {
            assertTrue(
                    source.identity()
                            .leaf()
                            .getSubjectX500Principal()
                            .getName()
                            .contains("here.lan"));
            assertTrue(Files.exists(made.resolve("certificate.pem")));
            assertSame(source.identity(), source.refresh(source.identity(), taken::add));
        }
    }

    @Test
    void changedFilesAreTakenUpOnce() throws Exception {
        try (CertificateSource source = source()) {
            assertSame(source.identity(), source.refresh(source.identity(), taken::add));
            write(new LocalNames("second.example", List.of()));
            TlsIdentity now = source.refresh(source.identity(), taken::add);
            assertEquals(List.of(now), taken);
            assertTrue(now.leaf().getSubjectX500Principal().getName().contains("second.example"));
            source.refresh(now, taken::add);
            assertEquals(1, taken.size());
        }
    }

    @Test
    void halfWrittenFilesChangeNothing() throws Exception {
        try (CertificateSource source = source()) {
            Files.writeString(own.resolve("certificate.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");
            assertSame(source.identity(), source.refresh(source.identity(), taken::add));
            Files.delete(own.resolve("certificate.pem"));
            assertSame(source.identity(), source.refresh(source.identity(), taken::add));
            write(new LocalNames("second.example", List.of()));
            source.refresh(source.identity(), taken::add);
            assertEquals(1, taken.size());
        }
    }

    /// The next look tries again: what could not be taken up is not what is served.
    @Test
    void aCertificateThatCannotBeTakenUpIsTriedAgain() throws Exception {
        try (CertificateSource source = source()) {
            write(new LocalNames("second.example", List.of()));
            TlsIdentity served =
                    source.refresh(
                            source.identity(),
                            _ -> {
                                throw new GeneralSecurityException("refused");
                            });
            assertSame(source.identity(), served);
            source.refresh(served, taken::add);
            assertEquals(1, taken.size());
        }
    }

    @Test
    void unreadableFilesStopTheStart() throws Exception {
        Files.writeString(own.resolve("key.pem"), "nothing");
        ConfigException refused = assertThrows(ConfigException.class, this::source);
        assertTrue(refused.getMessage().contains("key.pem"), refused.getMessage());
    }
}
