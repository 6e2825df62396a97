package io.sluice.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The digests inside C1 and S1 that some players and encoders want answered with digests.
///
/// Not in the published specification; known from Flash Player 9 on and public in every RTMP
/// server. The keys are constants of the protocol, not secrets.
final class HandshakeDigest {
    private static final int DIGEST_BYTES = 32;

    /// Where a digest may stand: behind four bytes that tell its place, in one of two halves.
    private static final int[] SCHEMES = {8, 772};

    private static final byte[] TAIL =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
    private static final byte[] CLIENT_NAME =
            "Genuine Adobe Flash Player 001".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_NAME =
            "Genuine Adobe Flash Media Server 001".getBytes(StandardCharsets.US_ASCII);

    private HandshakeDigest() {}

    /// Where the digest of a C1 stands, or -1 when it has none that is right.
    static int find(byte[] c1) {
        for (int scheme : SCHEMES) {
            int at = position(c1, scheme);
            byte[] expected = digestAround(c1, at, CLIENT_NAME);
            byte[] found = new byte[DIGEST_BYTES];
            System.arraycopy(c1, at, found, 0, DIGEST_BYTES);
            if (MessageDigest.isEqual(expected, found)) {
                return at;
            }
        }
        return -1;
    }

    /// Puts a server's digest into an S1 of random bytes.
    static void signFirst(byte[] s1) {
        int at = position(s1, SCHEMES[0]);
        System.arraycopy(digestAround(s1, at, SERVER_NAME), 0, s1, at, DIGEST_BYTES);
    }

    /// Makes an S2 of random bytes the answer to the digest at `at` in a C1.
    static void signSecond(byte[] s2, byte[] c1, int at) {
        byte[] challenge = new byte[DIGEST_BYTES];
        System.arraycopy(c1, at, challenge, 0, DIGEST_BYTES);
        byte[] name = new byte[SERVER_NAME.length + TAIL.length];
        System.arraycopy(SERVER_NAME, 0, name, 0, SERVER_NAME.length);
        System.arraycopy(TAIL, 0, name, SERVER_NAME.length, TAIL.length);
        byte[] key = hmac(name, challenge, DIGEST_BYTES);
        int end = s2.length - DIGEST_BYTES;
        System.arraycopy(hmac(key, s2, end), 0, s2, end, DIGEST_BYTES);
    }

    private static int position(byte[] block, int scheme) {
        int sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += block[scheme + i] & 0xff;
        }
        return scheme + 4 + sum % 728;
    }

    /// Over the block without the digest itself.
    private static byte[] digestAround(byte[] block, int at, byte[] key) {
        int behind = at + DIGEST_BYTES;
        byte[] rest = new byte[block.length - DIGEST_BYTES];
        System.arraycopy(block, 0, rest, 0, at);
        System.arraycopy(block, behind, rest, at, block.length - behind);
        return hmac(key, rest, rest.length);
    }

    private static byte[] hmac(byte[] key, byte[] text, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(text, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
