package io.sluice.sfu.transport.dtls;

import io.sluice.sfu.api.DtlsFingerprint;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.TlsFatalAlert;
import org.jspecify.annotations.Nullable;

/// What both roles of a handshake ask of the other side: the certificate its offer named.
final class DtlsPeer {
    static final int HANDSHAKE_TIMEOUT_MILLIS = 20_000;

    /// The first wait before a flight is sent again; Bouncy Castle doubles it.
    static final int RESEND_MILLIS = 250;

    private final DtlsFingerprint expected;
    private boolean matched;
    private volatile boolean mismatched;
    private volatile boolean closedByPeer;

    DtlsPeer(DtlsFingerprint expected) {
        this.expected = expected;
    }

    /// Forward secret and authenticated, with the certificate we have (RFC 8827 §6.5).
    static int[] cipherSuites() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
        };
    }

    void onCertificate(@Nullable Certificate certificate) throws IOException {
        if (certificate == null || !DtlsIdentity.matches(certificate, expected)) {
            mismatched = true;
            throw new TlsFatalAlert(AlertDescription.bad_certificate);
        }
        matched = true;
    }

    /// No keys without a certificate, whatever the handshake's shape.
    void requireCertificate() throws IOException {
        if (!matched) {
            throw new TlsFatalAlert(AlertDescription.certificate_required);
        }
    }

    void onAlert(short description) {
        if (description == AlertDescription.close_notify) {
            closedByPeer = true;
        }
    }

    boolean mismatched() {
        return mismatched;
    }

    boolean closedByPeer() {
        return closedByPeer;
    }
}
