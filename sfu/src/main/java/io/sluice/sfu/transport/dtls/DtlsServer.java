package io.sluice.sfu.transport.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;

/// Our side of a handshake that the peer starts.
final class DtlsServer extends DefaultTlsServer {
    private final DtlsIdentity identity;
    private final DtlsPeer peer;
    private final SrtpNegotiation srtp;

    DtlsServer(DtlsIdentity identity, DtlsPeer peer, SrtpNegotiation srtp) {
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
    protected TlsCredentialedSigner getECDSASignerCredentials() {
        return identity.signer(context);
    }

    @Override
    @SuppressWarnings("JdkObsolete") // Bouncy Castle wants a Vector
    public CertificateRequest getCertificateRequest() {
        Vector<SignatureAndHashAlgorithm> algorithms =
                new Vector<>(
                        List.of(
                                new SignatureAndHashAlgorithm(
                                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa),
                                new SignatureAndHashAlgorithm(
                                        HashAlgorithm.sha256, SignatureAlgorithm.rsa)));
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                algorithms,
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        peer.onCertificate(certificate);
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's own signature
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        srtp.readOffer(extensions);
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's own signature
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (extensions == null) {
            extensions = new Hashtable();
        }
        srtp.writeAnswer(extensions);
        return extensions;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        peer.requireCertificate();
        srtp.export(context, true);
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
