package io.sluice.rtp.srtp.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Published examples of the ciphers themselves.
final class CiphersTest {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment s = arena.allocate(64);

    @BeforeEach
    void needsOpenSsl() {
        assumeTrue(OpenSsl.version().isPresent());
    }

    @AfterEach
    void free() {
        arena.close();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /// Test cases 2 and 14 of the GCM specification: a block of zeros under a key of zeros.
    @Test
    void gcmGivesThePublishedAnswers() {
        seal(new AesGcm(arena, new byte[16], true));
        assertEquals("0388dace60b6a392f328c2b971b2fe78", TestMemory.hex(s, 0, 16));
        assertEquals("ab6e47d42cec13bdf53a67b21257bddf", TestMemory.hex(s, 16, 16));
        seal(new AesGcm(arena, new byte[32], true));
        assertEquals("cea7403d4d606b6e074ec5d3baf39d18", TestMemory.hex(s, 0, 16));
        assertEquals("d0d1c8a799996bf0265b98b5d48ab919", TestMemory.hex(s, 16, 16));
    }

    private void seal(AesGcm cipher) {
        s.fill((byte) 0);
        cipher.begin(0, 0);
        cipher.crypt(s, 0, s, 0, 16);
        cipher.seal(s, 16);
    }

    @Test
    void gcmOpensOnlyWhatItSealed() {
        AesGcm opening = new AesGcm(arena, new byte[16], false);
        seal(new AesGcm(arena, new byte[16], true));
        assertTrue(open(opening));
        assertFalse(open(opening), "decrypted in place, so it is another message now");
        seal(new AesGcm(arena, new byte[16], true));
        assertTrue(open(opening), "a failure leaves nothing behind");
    }

    private boolean open(AesGcm cipher) {
        cipher.begin(0, 0);
        cipher.crypt(s, 0, s, 0, 16);
        return cipher.open(s, 16);
    }

    /// NIST SP 800-38A F.5.1, the first block.
    @Test
    void counterModeGivesThePublishedAnswer() {
        AesCounter cipher = new AesCounter(arena, bytes("2b7e151628aed2a6abf7158809cf4f3c"));
        MemorySegment plain = TestMemory.hex("6bc1bee22e409f96e93d7e117393172a");

        cipher.crypt(0xf0f1_f2f3_f4f5_f6f7L, 0xf8f9_fafb_fcfd_feffL, s, 0, plain, 0, 16);
        assertEquals("874d6191b620e3261bef6864990db6ce", TestMemory.hex(s, 0, 16));
    }

    /// RFC 2202 test cases 1 and 2.
    @Test
    void hmacGivesThePublishedAnswers() {
        HmacSha1 first = new HmacSha1(arena, bytes("0b".repeat(20)));
        assertEquals("b617318655057264e28bc0b6fb378c8ef146be00", digest(first, "Hi There"));
        HmacSha1 second = new HmacSha1(arena, "Jefe".getBytes(StandardCharsets.US_ASCII));
        String question = "what do ya want for nothing?";
        assertEquals("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", digest(second, question));
        assertEquals("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", digest(second, question));
    }

    private static String digest(HmacSha1 mac, String message) {
        MemorySegment text = TestMemory.of(message.getBytes(StandardCharsets.US_ASCII));
        mac.begin();
        mac.update(text, 0, 3);
        mac.update(text, 3, (int) text.byteSize() - 3);
        return TestMemory.hex(mac.finish(), 0, HmacSha1.DIGEST_BYTES);
    }

    @Test
    void memoryIsNeverTouchedOutsideOfItsBounds() {
        AesGcm cipher = new AesGcm(arena, new byte[16], true);
        cipher.begin(0, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> cipher.crypt(s, 50, s, 0, 15));
        assertThrows(IndexOutOfBoundsException.class, () -> cipher.crypt(s, 0, s, -1, 15));
        assertThrows(IndexOutOfBoundsException.class, () -> cipher.seal(s, 49));
        MemorySegment heap = MemorySegment.ofArray(new byte[64]);
        assertThrows(IllegalArgumentException.class, () -> cipher.crypt(heap, 0, s, 0, 15));
        Arena over = Arena.ofConfined();
        MemorySegment freed = over.allocate(64);
        over.close();
        assertThrows(IllegalArgumentException.class, () -> cipher.authenticate(freed, 0, 8));
    }
}
