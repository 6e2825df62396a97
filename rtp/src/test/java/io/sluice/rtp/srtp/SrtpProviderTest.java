package io.sluice.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.rtp.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class SrtpProviderTest {
    /// Transports opened and closed by the churn test.
    private static final int CHURN = 20_000;

    private static final int PAGE_BYTES = 4096;

    private static SrtpKeys keys(SrtpProfile profile) {
        return SrtpKeys.fromExporter(profile, new byte[profile.keyingMaterialBytes()], true);
    }

    /// The JDK's ciphers, with one of the results changed.
    private static KnownAnswers.Source wrong(UnaryOperator<SrtpSender> change) {
        return new KnownAnswers.Source() {
            @Override
            public SrtpSender sender(SrtpKeys keys) {
                return change.apply(SrtpProvider.JCE.sender(keys));
            }

            @Override
            public SrtpReceiver receiver(SrtpKeys keys) {
                return SrtpProvider.JCE.receiver(keys);
            }
        };
    }

    @Test
    void theJdkIsAlwaysThereAndCanBeAskedFor() {
        assertTrue(SrtpProvider.JCE.isAvailable());
        assertEquals(SrtpProvider.JCE, SrtpFactory.choose("jce"));
    }

    @Test
    void openSslComesFirstWhereItIs() {
        assumeTrue(SrtpProvider.OPENSSL.isAvailable());

        assertEquals(SrtpProvider.OPENSSL, SrtpFactory.choose(""));
        assertEquals(SrtpProvider.OPENSSL, SrtpFactory.choose("none such"));
        assertTrue(SrtpProvider.OPENSSL.label().startsWith("OpenSSL 3."));
    }

    @Test
    void rightAnswersAgree() {
        KnownAnswers.Source right = wrong(UnaryOperator.identity());

        assertTrue(KnownAnswers.agree(right, right));
    }

    @Test
    void aLibraryWithAnotherAnswerIsNotUsed() {
        KnownAnswers.Source right = wrong(UnaryOperator.identity());

        assertFalse(KnownAnswers.agree(wrong(FlippedBit::new), right));
    }

    @Test
    void aLibraryThatFailsIsNotUsed() {
        KnownAnswers.Source right = wrong(UnaryOperator.identity());
        KnownAnswers.Source failing =
                wrong(_ -> {
                    throw new IllegalStateException("refused");
                });

        assertFalse(KnownAnswers.agree(failing, right));
    }

    /// The contexts of a connection take about 4 kB of native memory.
    @Test
    void closedContextsGiveTheirMemoryBack() throws IOException {
        assumeTrue(SrtpProvider.OPENSSL.isAvailable());
        Path statm = Path.of("/proc/self/statm");
        assumeTrue(Files.isReadable(statm));
        churn(CHURN / 4);
        long before = residentPages(statm);
        churn(CHURN);
        long grown = (residentPages(statm) - before) * PAGE_BYTES;

        assertTrue(grown < CHURN * 1024L, () -> grown + " bytes more after " + CHURN);
    }

    private static void churn(int transports) {
        SrtpProfile[] profiles = SrtpProfile.values();
        for (int i = 0; i < transports; i++) {
            SrtpKeys keys = keys(profiles[i % profiles.length]);
            SrtpProvider.OPENSSL.sender(keys).close();
            SrtpProvider.OPENSSL.receiver(keys).close();
        }
    }

    private static long residentPages(Path statm) throws IOException {
        System.gc();
        return Long.parseLong(Files.readString(statm).split(" ", -1)[1]);
    }

    /// A sender whose packets are not what they should be.
    private static final class FlippedBit implements SrtpSender {
        private final SrtpSender sender;

        FlippedBit(SrtpSender sender) {
            this.sender = sender;
        }

        @Override
        public int protectRtp(
                MemorySegment dst,
                long dstOffset,
                int headerLength,
                MemorySegment src,
                long srcOffset,
                int srcLength,
                long index) {
            int length =
                    sender.protectRtp(
                            dst, dstOffset, headerLength, src, srcOffset, srcLength, index);
            Bytes.put8(dst, length - 1, Bytes.unsigned8(dst, length - 1) ^ 1);
            return length;
        }

        @Override
        public int protectRtcp(MemorySegment s, long offset, int length) {
            return sender.protectRtcp(s, offset, length);
        }

        @Override
        public void close() {
            sender.close();
        }
    }
}
