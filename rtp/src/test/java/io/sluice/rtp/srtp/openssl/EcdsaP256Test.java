package io.sluice.rtp.srtp.openssl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Beside the JDK's own ECDSA.
final class EcdsaP256Test {
    private static final String PER_HASH = "NONEwithECDSA";
    private static final byte[] HASH = new byte[32];

    private final KeyPair pair = pair("secp256r1");
    private final byte[] publicKey = pair.getPublic().getEncoded();

    EcdsaP256Test() throws GeneralSecurityException {}

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private byte[] signedByJdk() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(PER_HASH);
        signature.initSign(pair.getPrivate());
        signature.update(HASH);
        return signature.sign();
    }

    @BeforeEach
    void needsTheLibrary() {
        assumeTrue(EcdsaP256.available());
        HASH[5] = 7;
    }

    @Test
    void theJdkVerifiesWhatWasSigned() throws GeneralSecurityException {
        EcdsaP256 signer = EcdsaP256.signer(pair.getPrivate().getEncoded());
        for (int i = 0; i < 100; i++) { // its length varies
            byte[] signed = signer.sign(HASH);
            Signature signature = Signature.getInstance(PER_HASH);
            signature.initVerify(pair.getPublic());
            signature.update(HASH);
            assertTrue(signature.verify(signed));
        }
    }

    @Test
    void verifiesWhatTheJdkSigned() throws GeneralSecurityException {
        assertTrue(EcdsaP256.takes(publicKey));
        assertTrue(EcdsaP256.verify(publicKey, HASH, signedByJdk()));
    }

    @Test
    void refusesAnotherHashAnotherKeyAndNonsense() throws GeneralSecurityException {
        byte[] signed = signedByJdk();
        byte[] other = HASH.clone();
        other[31] ^= 1;
        assertFalse(EcdsaP256.verify(publicKey, other, signed));
        assertFalse(EcdsaP256.verify(pair("secp256r1").getPublic().getEncoded(), HASH, signed));
        for (int i = 0; i < signed.length; i++) {
            byte[] changed = signed.clone();
            changed[i] ^= 1;
            assertFalse(EcdsaP256.verify(publicKey, HASH, changed), "byte " + i);
        }
        assertFalse(EcdsaP256.verify(publicKey, HASH, new byte[0]));
    }

    /// It would be a way to learn something of a key, or to make a signature fit.
    @Test
    void aPointThatIsNotOnTheCurveIsNobodysKey() throws GeneralSecurityException {
        byte[] off = publicKey.clone();
        off[off.length - 1] ^= 1;
        assertTrue(EcdsaP256.takes(off)); // it looks like one
        assertFalse(EcdsaP256.verify(off, HASH, signedByJdk()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void takesNoKeyOfAnotherCurve(String curve) throws GeneralSecurityException {
        assertFalse(EcdsaP256.takes(pair(curve).getPublic().getEncoded()));
    }

    @Test
    void takesNoOtherEncoding() {
        assertFalse(EcdsaP256.takes(new byte[0]));
        byte[] compressed = publicKey.clone();
        compressed[compressed.length - EcdsaP256.POINT_BYTES] = 2;
        assertFalse(EcdsaP256.takes(compressed));
        byte[] otherHead = publicKey.clone();
        otherHead[3] ^= 1;
        assertFalse(EcdsaP256.takes(otherHead));
    }

    @Test
    void aPublicKeyDoesNotSign() {
        assertThrows(IllegalArgumentException.class, () -> EcdsaP256.signer(publicKey));
    }
}
