package io.sluice.server.tls;

import io.sluice.server.data.PrivateFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate this server makes for itself: kept, so that a browser's exception stays valid,
/// and made anew only when it runs out or an address is missing in it.
public final class SelfSigned {
    private static final String CERTIFICATE_FILE = "certificate.pem";
    private static final String KEY_FILE = "key.pem";

    /// Browsers refuse certificates valid for longer than 398 days.
    private static final Duration VALIDITY = Duration.ofDays(365);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    /// Clocks of other machines may be behind ours.
    private static final Duration BACKDATED = Duration.ofDays(1);

    /// GeneralName types of a subjectAltName entry (RFC 5280 §4.2.1.6).
    private static final Integer DNS_NAME = 2;

    private static final Integer IP_ADDRESS = 7;

    private SelfSigned() {}

    /// Reads the kept certificate, or makes one that fits.
    ///
    /// @param directory private to this user
    public static TlsIdentity obtain(Path directory, LocalNames names, Instant now)
            throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        Path key = directory.resolve(KEY_FILE);
        if (Files.exists(certificate) && Files.exists(key)) {
            try {
                TlsIdentity kept = TlsIdentity.read(certificate, key);
                if (fits(kept.leaf(), names, now)) {
                    return kept;
                }
            } catch (IOException | GeneralSecurityException _) {
                // Unreadable, for instance after a crash: ours to replace.
            }
        }
        TlsIdentity made = make(names, now);
        PrivateFiles.write(key, made.keyPem());
        PrivateFiles.write(certificate, made.certificatePem());
        return made;
    }

    static boolean fits(X509Certificate certificate, LocalNames names, Instant now)
            throws GeneralSecurityException {
        if (now.plus(RENEWED_BEFORE).isAfter(certificate.getNotAfter().toInstant())) {
            return false;
        }
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return false;
        }
        var dnsNames = new HashSet<String>();
        var ipAddresses = new HashSet<String>();
        for (List<?> entry : alternatives) {
            if (entry.get(0).equals(DNS_NAME)) {
                dnsNames.add((String) entry.get(1));
            } else if (entry.get(0).equals(IP_ADDRESS)) {
                ipAddresses.add((String) entry.get(1));
            }
        }
        return dnsNames.containsAll(names.dnsNames())
                && ipAddresses.containsAll(names.ipAddresses());
    }

    private static TlsIdentity make(LocalNames names, Instant now)
            throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        var subject =
                new X500NameBuilder()
                        .addRDN(BCStyle.O, "Sluice")
                        .addRDN(BCStyle.CN, names.host())
                        .build();
        var alternatives = new ArrayList<GeneralName>();
        names.dnsNames()
                .forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
        names.ipAddresses()
                .forEach(text -> alternatives.add(new GeneralName(GeneralName.iPAddress, text)));
        var builder =
                new JcaX509v3CertificateBuilder(
                        subject,
                        new BigInteger(Long.SIZE, new SecureRandom()).setBit(Long.SIZE),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(now.plus(VALIDITY)),
                        subject,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(alternatives.toArray(new GeneralName[0])));
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new TlsIdentity(pair.getPrivate(), List.of(certificate));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
