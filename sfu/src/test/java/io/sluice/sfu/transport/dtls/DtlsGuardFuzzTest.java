package io.sluice.sfu.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Whatever a peer sends before it is known, what reaches the handshake is bounded.
final class DtlsGuardFuzzTest {
    private static final int RECORD_HEADER_BYTES = 13;
    private static final int FRAGMENT_HEADER_BYTES = 12;

    /// When it looks for new inputs; otherwise it replays those it has.
    private static final long EXECUTIONS = 2_000_000;

    /// Datagrams, each with its length in two bytes before it.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void whatPassesIsWholeAndBounded(byte[] data) {
        DtlsGuard guard = new DtlsGuard(true);
        Watcher watcher = new Watcher();
        int at = 0;
        while (at + 2 <= data.length) {
            int length = (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
            int end = Math.min(data.length, at + 2 + length);
            watcher.given += end - at - 2;
            guard.onDatagram(Arrays.copyOfRange(data, at + 2, end), watcher);
            at = end;
        }
        assertTrue(watcher.passed <= watcher.given, "more passed than came");
        assertTrue(watcher.fragments <= DtlsGuard.MAX_FRAGMENTS, "fragments");
    }

    /// Walks what passed as the record layer will.
    private static final class Watcher implements DtlsGuard.Output {
        int given;
        int passed;
        int fragments;

        @Override
        public void pass(byte[] datagram) {
            passed += datagram.length;
            int at = 0;
            while (at < datagram.length) {
                int end = at + RECORD_HEADER_BYTES + unsigned16(datagram, at + 11);
                assertTrue(end <= datagram.length, "a record that is cut short");
                boolean plain = unsigned16(datagram, at + 3) == 0;
                if (plain && datagram[at] == 22) {
                    walk(datagram, at + RECORD_HEADER_BYTES, end);
                }
                at = end;
            }
        }

        private void walk(byte[] datagram, int start, int end) {
            for (int at = start; at < end; ) {
                int total = unsigned24(datagram, at + 1);
                int length = unsigned24(datagram, at + 9);
                assertTrue(total <= DtlsGuard.MAX_MESSAGE_BYTES, "a message of " + total);
                assertTrue(unsigned24(datagram, at + 6) + length <= total, "beyond its message");
                fragments++;
                at += FRAGMENT_HEADER_BYTES + length;
                assertTrue(at <= end, "beyond its record");
            }
        }

        private static int unsigned16(byte[] bytes, int at) {
            return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
        }

        private static int unsigned24(byte[] bytes, int at) {
            return (bytes[at] & 0xff) << 16 | unsigned16(bytes, at + 1);
        }
    }
}
