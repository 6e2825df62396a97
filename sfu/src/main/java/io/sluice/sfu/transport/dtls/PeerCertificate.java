package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.openssl.EcdsaP256;
import java.io.IOException;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/// A certificate whose signatures libcrypto verifies, if it is of the kind that browsers have: as
/// fast as Bouncy Castle's code once that is compiled, without its 90 kB of garbage, and at once.
final class PeerCertificate extends BcTlsCertificate {
    PeerCertificate(BcTlsCrypto crypto, byte[] encoding) throws IOException {
        super(crypto, encoding);
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
        TlsVerifier checked = super.createVerifier(signatureAlgorithm); // whether it may sign
        byte[] key = keyInfo.getEncoded();
        return signatureAlgorithm == SignatureAlgorithm.ecdsa && EcdsaP256.takes(key)
                ? new P256Verifier(key)
                : checked;
    }

    private static final class P256Verifier implements TlsVerifier {
        private final byte[] key;

        P256Verifier(byte[] key) {
            this.key = key;
        }

        @Override
        public @Nullable TlsStreamVerifier getStreamVerifier(DigitallySigned signature) {
            return null; // the hash is given
        }

        @Override
        public boolean verifyRawSignature(DigitallySigned signed, byte[] hash) throws IOException {
            return EcdsaP256.verify(key, hash, signed.getSignature());
        }
    }
}
