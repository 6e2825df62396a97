package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.openssl.EcdsaP256;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.gcm.BasicGCMMultiplier;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsECDSASigner;
import org.jspecify.annotations.Nullable;

/// Bouncy Castle's cryptography for handshakes. An association encrypts a few records in its life
/// and stays in memory for hours: GCM computes without the tables that take 8 kB for each
/// direction. Signatures are libcrypto's work, where there is one.
final class DtlsCrypto extends BcTlsCrypto {
    private final boolean isNative = EcdsaP256.available();

    DtlsCrypto(SecureRandom random) {
        super(random);
    }

    @Override
    protected AEADBlockCipher createGCMMode(BlockCipher engine) {
        return GCMBlockCipher.newInstance(engine, new BasicGCMMultiplier());
    }

    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return isNative && type == CertificateType.X509
                ? new PeerCertificate(this, encoding)
                : super.createCertificate(type, encoding);
    }

    /// Signs with a key of P-256.
    TlsSigner signer(byte[] pkcs8) throws IOException {
        if (isNative) {
            return new NativeSigner(EcdsaP256.signer(pkcs8));
        }
        var key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(pkcs8);
        return new BcTlsECDSASigner(this, key);
    }

    private record NativeSigner(EcdsaP256 key) implements TlsSigner {
        @Override
        public byte[] generateRawSignature(SignatureAndHashAlgorithm algorithm, byte[] hash) {
            return key.sign(hash);
        }

        @Override
        public @Nullable TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) {
            return null; // it is given the hash
        }
    }
}
