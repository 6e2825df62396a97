package io.sluice.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The published examples: RFC 3711 appendix B, RFC 7714 sections 16 and 17, and the packets of
/// libsrtp's validation for the profile that has none in an RFC.
@ParameterizedClass(name = "{0}")
@EnumSource
final class SrtpVectorsTest {
    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";
    private static final String SALT = "517569642070726f2071756f";
    private static final String RTP =
            "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976"
                    + "69736120696e207061727465732074726573";
    private static final String SRTP_128 =
            "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd5"
                    + "0d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce";
    private static final String SRTP_256 =
            "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab1801238"
                    + "9a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13";
    private static final String RTCP =
            "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                    + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final String SRTCP_128 =
            "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32d"
                    + "c676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf872"
                    + "45d9eade800005d4";
    private static final String SRTCP_256 =
            "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50"
                    + "a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6c"
                    + "b26ac3be800005d4";
    private static final String TAGGED_128 = RTCP + "841dd9683dd78ec92ae58790125f62b3000005d4";
    private static final String TAGGED_256 = RTCP + "91db4afbfeee5a978fab4393ed2615fe000005d4";

    /// The SRTCP index of RFC 7714 section 17.
    private static final int RTCP_INDEX = 0x5d4;

    private static final String MASTER_KEY = "e1f97a0d3e018be0d64fa32c06de4139";
    private static final String MASTER_SALT = "0ec675ad498afeebb6960b3aabe6";
    private static final String CM_RTP = "800f1234decafbadcafebabe" + "ab".repeat(16);
    private static final String CM_SRTP =
            "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb";
    private static final String CM_RTCP = "81c8000bcafebabe" + "ab".repeat(16);
    private static final String CM_SRTCP =
            "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798";

    private final SrtpProvider provider;

    SrtpVectorsTest(SrtpProvider provider) {
        assumeTrue(provider.isAvailable());
        this.provider = provider;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static SessionKeys gcmKeys(SrtpProfile profile) {
        String key = profile == SrtpProfile.AEAD_AES_128_GCM ? KEY_128 : KEY_256;
        return new SessionKeys(bytes(key), new byte[20], bytes(SALT));
    }

    private static SessionKeys cmKeys(int labels) {
        return SessionKeys.derive(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80, bytes(MASTER_KEY), bytes(MASTER_SALT), labels);
    }

    private SrtpReceiver gcmReceiver(SrtpProfile profile) {
        return provider.receiver(profile, gcmKeys(profile), gcmKeys(profile));
    }

    private SrtpSender gcmSender(SrtpProfile profile) {
        return provider.sender(profile, gcmKeys(profile), gcmKeys(profile));
    }

    private SrtpReceiver cmReceiver() {
        return provider.receiver(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                cmKeys(SessionKeys.RTP_LABELS),
                cmKeys(SessionKeys.RTCP_LABELS));
    }

    private SrtpSender cmSender() {
        return provider.sender(
                SrtpProfile.AES_CM_128_HMAC_SHA1_80,
                cmKeys(SessionKeys.RTP_LABELS),
                cmKeys(SessionKeys.RTCP_LABELS));
    }

    @Test
    void rfc3711DerivesTheSessionKeys() {
        SessionKeys keys = cmKeys(SessionKeys.RTP_LABELS);

        assertArrayEquals(bytes("c61e7a93744f39ee10734afe3ff7a087"), keys.encryptionKey());
        assertArrayEquals(
                bytes("cebe321f6ff7716b6fd4ab49af256a156d38baa4"), keys.authenticationKey());
        assertArrayEquals(bytes("30cbbc08863d8c85d49db34a9ae1"), keys.salt());
    }

    @Test
    void rfc3711GeneratesTheKeystream() {
        SessionKeys keys =
                new SessionKeys(
                        bytes("2b7e151628aed2a6abf7158809cf4f3c"),
                        new byte[20],
                        bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd"));
        MemorySegment s = Arena.ofAuto().allocate(100);
        try (SrtpTransform transform =
                provider.transform(SrtpProfile.AES_CM_128_HMAC_SHA1_80, keys, false, true)) {
            transform.seal(0, 0, 0, s, 0, 0, s, 0, 48, 48);
        }

        assertEquals(
                "e03ead0935c95e80e166b16dd92b4eb4"
                        + "d23513162b02d0f72a43a2fe4a5f97ab"
                        + "41e95b3bb0a2e8dd477901e4fca894c0",
                TestMemory.hex(s, 0, 48));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"AEAD_AES_128_GCM," + SRTP_128, "AEAD_AES_256_GCM," + SRTP_256})
    void rfc7714ProtectsRtp(SrtpProfile profile, String expected) {
        assertRtp(gcmSender(profile), gcmReceiver(profile), RTP, expected, 0xf17b);
    }

    @Test
    void counterModeProtectsRtp() {
        assertRtp(cmSender(), cmReceiver(), CM_RTP, CM_SRTP, 0x1234);
    }

    private static void assertRtp(
            SrtpSender sender, SrtpReceiver receiver, String plain, String expected, long index) {
        MemorySegment source = TestMemory.hex(plain);
        MemorySegment out = Arena.ofAuto().allocate(200);
        MemorySegment.copy(source, 0, out, 3, 12);
        int payload = (int) source.byteSize() - 12;

        int length = sender.protectRtp(out, 3, 12, source, 12, payload, index);
        assertEquals(expected, TestMemory.hex(out, 3, length));

        int plainLength = receiver.unprotectRtp(out, 3, length);
        assertEquals(plain, TestMemory.hex(out, 3, plainLength));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"AEAD_AES_128_GCM," + SRTCP_128, "AEAD_AES_256_GCM," + SRTCP_256})
    void rfc7714ProtectsRtcp(SrtpProfile profile, String expected) {
        assertRtcp(gcmSender(profile), gcmReceiver(profile), RTCP, expected, RTCP_INDEX);
    }

    @Test
    void counterModeProtectsRtcp() {
        assertRtcp(cmSender(), cmReceiver(), CM_RTCP, CM_SRTCP, 1);
    }

    private static void assertRtcp(
            SrtpSender sender, SrtpReceiver receiver, String plain, String expected, int index) {
        MemorySegment source = TestMemory.hex(plain);
        MemorySegment out = Arena.ofAuto().allocate(200);
        int length = 0;
        for (int i = 0; i <= index; i++) {
            MemorySegment.copy(source, 0, out, 5, source.byteSize());
            length = sender.protectRtcp(out, 5, (int) source.byteSize());
        }
        assertEquals(expected, TestMemory.hex(out, 5, length));

        int plainLength = receiver.unprotectRtcp(out, 5, length);
        assertEquals(plain, TestMemory.hex(out, 5, plainLength));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"AEAD_AES_128_GCM," + TAGGED_128, "AEAD_AES_256_GCM," + TAGGED_256})
    void rfc7714ReadsRtcpThatIsOnlyAuthenticated(SrtpProfile profile, String tagged) {
        MemorySegment s = TestMemory.hex(tagged);

        int length = gcmReceiver(profile).unprotectRtcp(s, 0, (int) s.byteSize());
        assertEquals(RTCP, TestMemory.hex(s, 0, length));
    }
}
