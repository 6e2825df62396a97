package io.sluice.sfu.transport.dtls;

import io.sluice.sfu.api.DtlsFingerprint;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/// Our certificate and key: self-signed ECDSA P-256, new per start of the server. What vouches for
/// it is the fingerprint in the signalling (RFC 5763 §5).
public final class DtlsIdentity {
    /// Longer than any server runs without a restart; nobody checks it but some stacks want it
    /// valid.
    private static final Duration VALIDITY = Duration.ofDays(3650);

    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    /// Hash functions strong enough to name a certificate by (RFC 8122 §5).
    private static final Set<String> FINGERPRINT_ALGORITHMS =
            Set.of("sha-256", "sha-384", "sha-512");

    private final BcTlsCrypto crypto;
    private final TlsSigner signer;
    private final Certificate certificate;
    private final DtlsFingerprint fingerprint;

    private DtlsIdentity(BcTlsCrypto crypto, TlsSigner signer, byte[] certificate)
            throws IOException {
        this.crypto = crypto;
        this.signer = signer;
        this.certificate =
                new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate)});
        fingerprint = new DtlsFingerprint("sha-256", hash("sha-256", certificate));
    }

    public static DtlsIdentity create(SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=sluice");
            byte[] certificate =
                    new JcaX509v3CertificateBuilder(
                                    name,
                                    new BigInteger(Long.SIZE, random),
                                    Date.from(now.minus(CLOCK_SKEW)),
                                    Date.from(now.plus(VALIDITY)),
                                    name,
                                    pair.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(pair.getPrivate()))
                            .getEncoded();
            DtlsCrypto crypto = new DtlsCrypto(random);
            TlsSigner signer = crypto.signer(pair.getPrivate().getEncoded());
            return new DtlsIdentity(crypto, signer, certificate);
        } catch (GeneralSecurityException | OperatorCreationException | IOException failure) {
            throw new IllegalStateException("cannot make a certificate", failure);
        }
    }

    /// What the answer names.
    public DtlsFingerprint fingerprint() {
        return fingerprint;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    TlsCredentialedSigner signer(TlsContext context) {
        return new DefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                signer,
                certificate,
                new SignatureAndHashAlgorithm(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /// Whether the first certificate of a chain is the one a fingerprint names.
    static boolean matches(Certificate chain, DtlsFingerprint expected) throws IOException {
        String algorithm = expected.algorithm().toLowerCase(Locale.ROOT);
        if (chain.isEmpty() || !FINGERPRINT_ALGORITHMS.contains(algorithm)) {
            return false;
        }
        String actual = hash(algorithm, chain.getCertificateAt(0).getEncoded());
        return actual.equalsIgnoreCase(expected.value());
    }

    private static String hash(String algorithm, byte[] certificate) {
        try {
            byte[] digest =
                    MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT))
                            .digest(certificate);
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + algorithm, impossible);
        }
    }
}
