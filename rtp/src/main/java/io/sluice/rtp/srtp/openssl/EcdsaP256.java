package io.sluice.rtp.srtp.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HexFormat;

/// A key for signatures by ECDSA over P-256 (FIPS 186-5 §6) of hashes, in the encoding of RFC 3279
/// §2.2.3. Any thread may use it, several at a time.
public final class EcdsaP256 {
    /// Of an uncompressed point (SEC 1 §2.3.3).
    public static final int POINT_BYTES = 65;

    private static final int UNCOMPRESSED = 4;

    /// Two integers of 33 bytes at most, each with its head, and theirs.
    private static final int MAX_SIGNATURE_BYTES = 72;

    /// A SubjectPublicKeyInfo (RFC 5480) up to the point in it.
    private static final byte[] HEAD =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private final MemorySegment key;

    private EcdsaP256(MemorySegment key) {
        this.key = key;
    }

    /// Whether this machine can do it.
    public static boolean available() {
        try {
            return LibCryptoKeys.privateKey(Arena.global(), HEAD).equals(MemorySegment.NULL);
        } catch (LinkageError _) {
            return false; // no library, or without one of the functions
        }
    }

    /// Signs with the key pair in a PKCS #8 encoding, until nobody holds it any more.
    public static EcdsaP256 signer(byte[] pkcs8) {
        MemorySegment key = LibCryptoKeys.privateKey(Arena.ofAuto(), pkcs8);
        if (key.equals(MemorySegment.NULL)) {
            throw new IllegalArgumentException("not a private key");
        }
        return new EcdsaP256(key);
    }

    /// The signature of a hash.
    public byte[] sign(byte[] hash) {
        try {
            return LibCryptoKeys.sign(key, hash, MAX_SIGNATURE_BYTES);
        } finally {
            Reference.reachabilityFence(this); // the key goes with it
        }
    }

    /// Whether whoever has the key of this point has signed the hash. What lies not on the curve is
    /// nobody's key.
    ///
    /// @param publicKey a SubjectPublicKeyInfo that [#takes]
    public static boolean verify(byte[] publicKey, byte[] hash, byte[] signature) {
        byte[] point = Arrays.copyOfRange(publicKey, HEAD.length, publicKey.length);
        return LibCryptoKeys.verify(point, hash, signature);
    }

    /// Whether a SubjectPublicKeyInfo is a point of P-256 in the one encoding that all write: no
    /// other bytes of a peer are given to libcrypto to understand.
    public static boolean takes(byte[] publicKey) {
        return publicKey.length == HEAD.length + POINT_BYTES
                && Arrays.equals(publicKey, 0, HEAD.length, HEAD, 0, HEAD.length)
                && publicKey[HEAD.length] == UNCOMPRESSED;
    }
}
