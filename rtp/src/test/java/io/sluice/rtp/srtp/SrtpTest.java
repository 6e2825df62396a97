package io.sluice.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.TestMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass(name = "{0}")
@EnumSource
final class SrtpTest {
    private static final int HEADER = 12;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment cell = arena.allocate(1536);
    private final MemorySegment payload = arena.allocate(1536);
    private final RtpHeaderWriter header = new RtpHeaderWriter();

    private final SrtpProvider provider;
    private final List<AutoCloseable> contexts = new ArrayList<>();

    SrtpTest(SrtpProvider provider) {
        assumeTrue(provider.isAvailable());
        this.provider = provider;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable context : contexts) {
            context.close();
        }
    }

    private SrtpSender sender(SrtpKeys keys) {
        SrtpSender sender = provider.sender(keys);
        contexts.add(sender);
        return sender;
    }

    private SrtpReceiver receiver(SrtpKeys keys) {
        SrtpReceiver receiver = provider.receiver(keys);
        contexts.add(receiver);
        return receiver;
    }

    private static SrtpKeys keys(SrtpProfile profile, boolean server) {
        byte[] material = new byte[profile.keyingMaterialBytes()];
        new SplittableRandom(7).nextBytes(material);
        return SrtpKeys.fromExporter(profile, material, server);
    }

    private SrtpSender clientSender(SrtpProfile profile) {
        return new NonceAudit(sender(keys(profile, false)));
    }

    private SrtpReceiver serverReceiver(SrtpProfile profile) {
        return receiver(keys(profile, true));
    }

    /// A protected packet in [#cell] at 0.
    private int protect(SrtpSender sender, long ssrc, long index, int payloadLength) {
        int length = header.begin(cell, 0, 96, false, (int) index & 0xffff, index, ssrc).finish();
        return sender.protectRtp(cell, 0, length, payload, 0, payloadLength, index);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aPacketGoesThereAndBack(SrtpProfile profile) {
        payload.fill((byte) 0x5a);
        int length = protect(clientSender(profile), 1, 100, 50);

        assertEquals(HEADER + 50 + profile.tagBytes(), length);
        assertNotEquals("5a".repeat(50), TestMemory.hex(cell, HEADER, 50));
        assertEquals(HEADER + 50, serverReceiver(profile).unprotectRtp(cell, 0, length));
        assertEquals("5a".repeat(50), TestMemory.hex(cell, HEADER, 50));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theOtherDirectionHasOtherKeys(SrtpProfile profile) {
        int length = protect(clientSender(profile), 1, 100, 50);

        SrtpReceiver client = receiver(keys(profile, false));
        assertEquals(SrtpError.AUTHENTICATION_FAILED, client.unprotectRtp(cell, 0, length));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void everyChangedByteIsNoticedAndLeavesNoTrace(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        int length = protect(clientSender(profile), 1, 100, 20);
        String before = TestMemory.hex(cell, 0, length);
        for (int i = 0; i < length; i++) {
            int old = Bytes.unsigned8(cell, i);
            Bytes.put8(cell, i, old ^ 1);
            assertTrue(receiver.unprotectRtp(cell, 0, length) < 0, "byte " + i);
            Bytes.put8(cell, i, old);
        }
        assertEquals(before, TestMemory.hex(cell, 0, length));
        assertEquals(HEADER + 20, receiver.unprotectRtp(cell, 0, length));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aReplayIsRefused(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        SrtpSender sender = clientSender(profile);
        int length = protect(sender, 1, 5_000, 20);
        assertTrue(receiver.unprotectRtp(cell, 0, length) > 0);
        protect(sender, 1, 5_000, 20);
        assertEquals(SrtpError.REPLAYED, receiver.unprotectRtp(cell, 0, length));
        protect(sender, 1, 5_000 - ReplayWindow.SIZE, 20);
        assertEquals(SrtpError.TOO_OLD, receiver.unprotectRtp(cell, 0, length));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theRollOverCounterFollowsThePackets(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        SrtpSender sender = clientSender(profile);
        for (long index = 65_000; index < 3 * 65_536L; index += 499) {
            int length = protect(sender, 1, index, 20);
            assertEquals(HEADER + 20, receiver.unprotectRtp(cell, 0, length), "index " + index);
            length = protect(sender, 1, index - 300, 20);
            assertEquals(HEADER + 20, receiver.unprotectRtp(cell, 0, length), "late " + index);
        }
    }

    /// A forged packet that jumps half the number space must not move the roll-over counter.
    @Test
    void aForgedPacketMovesNoRollOverCounter() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        SrtpReceiver receiver = serverReceiver(profile);
        SrtpSender sender = clientSender(profile);
        int length = protect(sender, 1, 60_000, 20);
        assertTrue(receiver.unprotectRtp(cell, 0, length) > 0);

        length = header.begin(cell, 0, 96, false, 10, 0, 1).finish() + 36;
        assertEquals(SrtpError.AUTHENTICATION_FAILED, receiver.unprotectRtp(cell, 0, length));
        length = protect(sender, 1, 60_001, 20);
        assertTrue(receiver.unprotectRtp(cell, 0, length) > 0);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aTransportHasAtMost64Streams(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        SrtpSender sender = clientSender(profile);
        int forged = header.begin(cell, 0, 96, false, 10, 0, 999).finish() + 36;
        assertEquals(SrtpError.AUTHENTICATION_FAILED, receiver.unprotectRtp(cell, 0, forged));
        for (int ssrc = 0; ssrc < 64; ssrc++) {
            int length = protect(sender, ssrc, 5, 20);
            assertTrue(receiver.unprotectRtp(cell, 0, length) > 0);
        }
        int length = protect(sender, 64, 5, 20);
        assertEquals(SrtpError.TOO_MANY_STREAMS, receiver.unprotectRtp(cell, 0, length));
        length = protect(sender, 63, 6, 20);
        assertTrue(receiver.unprotectRtp(cell, 0, length) > 0);
    }

    /// RTCP is counted by itself: who receives only sends reports from an SSRC without media.
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aTransportHasAtMost64SendersOfReports(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        SrtpSender sender = clientSender(profile);
        for (int ssrc = 0; ssrc < 64; ssrc++) {
            assertEquals(8, receiver.unprotectRtcp(cell, 0, protectReport(sender, ssrc)));
        }
        int length = protectReport(sender, 64);
        assertEquals(SrtpError.TOO_MANY_STREAMS, receiver.unprotectRtcp(cell, 0, length));
        assertEquals(8, receiver.unprotectRtcp(cell, 0, protectReport(sender, 63)));
    }

    /// A protected empty receiver report in [#cell] at 0.
    private int protectReport(SrtpSender sender, int ssrc) {
        Bytes.put32(cell, 0, 0x80c9_0001);
        Bytes.put32(cell, 4, ssrc);
        return sender.protectRtcp(cell, 0, 8);
    }

    /// A retransmission without a stream of its own repeats the packet byte for byte, even twice in
    /// a row.
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theSamePacketMayBeSentAgain(SrtpProfile profile) {
        SrtpSender sender = clientSender(profile);
        int length = protect(sender, 1, 7, 100);
        String first = TestMemory.hex(cell, 0, length);

        for (int i = 0; i < 3; i++) {
            assertEquals(length, protect(sender, 1, 7, 100));
            assertEquals(first, TestMemory.hex(cell, 0, length));
        }
    }

    @Test
    void theAuditNoticesAnIndexUsedTwice() {
        SrtpSender sender = clientSender(SrtpProfile.AEAD_AES_128_GCM);
        protect(sender, 1, 7, 100);
        Bytes.put8(payload, 0, 1);

        assertThrows(AssertionError.class, () -> protect(sender, 1, 7, 100));
    }

    @Test
    void anIndexBeyondTheKeysLifeIsRefused() {
        SrtpSender sender = clientSender(SrtpProfile.AEAD_AES_128_GCM);
        assertEquals(SrtpError.KEY_EXHAUSTED, protect(sender, 1, 1L << 48, 10));
        assertTrue(protect(sender, 1, (1L << 48) - 1, 10) > 0);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void rtcpGoesThereAndBackAndIsNotReplayed(SrtpProfile profile) {
        SrtpSender sender = clientSender(profile);
        SrtpReceiver receiver = serverReceiver(profile);
        String plain = "81ce0002" + "00000003" + "00000004";
        for (int i = 0; i < 10; i++) {
            MemorySegment.copy(TestMemory.hex(plain), 0, cell, 2, 12);
            int length = sender.protectRtcp(cell, 2, 12);
            assertEquals(12 + profile.tagBytes() + SrtpSender.SRTCP_INDEX_BYTES, length);
            MemorySegment copy = TestMemory.hex(TestMemory.hex(cell, 2, length));
            assertEquals(12, receiver.unprotectRtcp(cell, 2, length));
            assertEquals(plain, TestMemory.hex(cell, 2, 12));
            assertEquals(SrtpError.REPLAYED, receiver.unprotectRtcp(copy, 0, length));
            Bytes.put8(copy, 9, Bytes.unsigned8(copy, 9) ^ 1);
            assertTrue(receiver.unprotectRtcp(copy, 0, length) < 0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatIsTooShortOrTooLongIsMalformed(SrtpProfile profile) {
        SrtpReceiver receiver = serverReceiver(profile);
        header.begin(cell, 0, 96, false, 1, 1, 1).finish();
        for (int length = 0; length < HEADER + profile.tagBytes(); length++) {
            MemorySegment s = cell.asSlice(0, length);
            assertEquals(SrtpError.MALFORMED, receiver.unprotectRtp(s, 0, length));
            assertTrue(receiver.unprotectRtcp(s, 0, length) < 0);
        }
        MemorySegment huge = arena.allocate(4096);
        header.begin(huge, 0, 96, false, 1, 1, 1).finish();
        assertEquals(SrtpError.MALFORMED, receiver.unprotectRtp(huge, 0, 4096));
        assertEquals(SrtpError.MALFORMED, receiver.unprotectRtcp(huge, 0, 4096));
        SrtpSender sender = clientSender(profile);
        assertEquals(SrtpError.MALFORMED, sender.protectRtp(huge, 0, 12, huge, 12, 4000, 1));
        assertEquals(SrtpError.MALFORMED, sender.protectRtcp(huge, 0, 2040));
    }

    @Test
    void nothingGoesThroughAClosedContext() {
        SrtpReceiver receiver = serverReceiver(SrtpProfile.AEAD_AES_128_GCM);
        SrtpSender sender = clientSender(SrtpProfile.AEAD_AES_128_GCM);
        int length = protect(sender, 1, 7, 100);
        receiver.close();
        sender.close();

        assertTrue(receiver.unprotectRtp(cell, 0, length) < 0);
        assertTrue(protect(sender, 1, 8, 100) < 0);
        assertTrue(sender.protectRtcp(cell, 0, 64) < 0);
        assertTrue(receiver.unprotectRtcp(cell, 0, 64) < 0);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aPayloadOfNothingGoesThereAndBack(SrtpProfile profile) {
        int length = protect(clientSender(profile), 1, 100, 0);

        assertEquals(HEADER, serverReceiver(profile).unprotectRtp(cell, 0, length));
    }

    @Test
    void whatDoesNotFitIntoTheCellIsNotWrittenBehindIt() {
        SrtpSender sender = clientSender(SrtpProfile.AEAD_AES_128_GCM);
        MemorySegment tight = arena.allocate(HEADER + 100 + 15);
        header.begin(tight, 0, 96, false, 1, 1, 1).finish();

        assertThrows(
                IndexOutOfBoundsException.class,
                () -> sender.protectRtp(tight, 0, HEADER, payload, 0, 100, 1));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void theFastestAllocatesNothingPerPacket(SrtpProfile profile) {
        assumeTrue(provider == SrtpProvider.OPENSSL);
        SrtpSender sender = sender(keys(profile, false));
        SrtpReceiver receiver = serverReceiver(profile);
        long[] index = {0};
        double bytes =
                TestMemory.allocatedPerCall(() -> {
                    int length = protect(sender, 1, index[0]++, 160);
                    assertEquals(HEADER + 160, receiver.unprotectRtp(cell, 0, length));
                });

        assertTrue(bytes < 1, () -> bytes + " bytes per packet");
    }

    @Test
    void keysCanBeDestroyedOnceTheContextsAreMade() {
        SrtpKeys client = keys(SrtpProfile.AEAD_AES_256_GCM, false);
        SrtpSender sender = sender(client);
        client.destroy();

        int length = protect(sender, 1, 7, 100);
        assertTrue(serverReceiver(SrtpProfile.AEAD_AES_256_GCM).unprotectRtp(cell, 0, length) > 0);
    }

    @Test
    void refusesMaterialOfAnotherLength() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SrtpKeys.fromExporter(SrtpProfile.AEAD_AES_128_GCM, new byte[60], true));
    }
}
