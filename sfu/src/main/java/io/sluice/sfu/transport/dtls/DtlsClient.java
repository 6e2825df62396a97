package io.sluice.sfu.transport.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;

/// Our side of a handshake that we start, because the peer's offer says `a=setup:passive`.
final class DtlsClient extends DefaultTlsClient {
    private final DtlsIdentity identity;
    private final DtlsPeer peer;
    private final SrtpNegotiation srtp;

    DtlsClient(DtlsIdentity identity, DtlsPeer peer, SrtpNegotiation srtp) {
        super(identity.crypto());
        this.identity = identity;
        this.peer = peer;
        this.srtp = srtp;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return DtlsPeer.cipherSuites();
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate)
                    throws IOException {
                peer.onCertificate(certificate.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) {
                return identity.signer(context);
            }
        };
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's own signature
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        if (extensions == null) {
            extensions = new Hashtable();
        }
        srtp.writeOffer(extensions);
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's own signature
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        srtp.readAnswer(extensions);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        peer.requireCertificate();
        srtp.export(context, false);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        peer.onAlert(description);
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return DtlsPeer.HANDSHAKE_TIMEOUT_MILLIS;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return DtlsPeer.RESEND_MILLIS;
    }
}
