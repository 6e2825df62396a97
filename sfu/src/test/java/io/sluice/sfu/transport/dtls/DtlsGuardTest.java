package io.sluice.sfu.transport.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.HandshakeType;
import org.junit.jupiter.api.Test;

final class DtlsGuardTest {
    /// Of a processor, what one hostile peer may take, on a machine that has compiled nothing yet.
    private static final long HARMLESS_NANOS = 200_000_000;

    /// Where the low half of a record's number stands.
    private static final int RECORD_NUMBER_OFFSET = 7;

    private final DtlsGuard guard = new DtlsGuard(true);
    private final List<byte[]> passed = new ArrayList<>();

    /// A handshake record with one fragment.
    static byte[] fragment(short type, int total, int sequence, int offset, int length) {
        ByteBuffer record = header(ContentType.handshake, 0, 12 + length);
        record.put((byte) type).put((byte) (total >> 16)).putShort((short) total);
        record.putShort((short) sequence);
        record.put((byte) (offset >> 16)).putShort((short) offset);
        record.put((byte) (length >> 16)).putShort((short) length);
        byte[] bytes = new byte[record.capacity()];
        record.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer header(short type, int epoch, int length) {
        return ByteBuffer.allocate(13 + length)
                .put((byte) type)
                .putShort((short) 0xfefd)
                .putShort((short) epoch)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) length);
    }

    private static byte[] join(byte[]... records) {
        ByteBuffer joined = ByteBuffer.allocate(2000);
        for (byte[] dtlsRecord : records) {
            joined.put(dtlsRecord);
        }
        byte[] bytes = new byte[joined.position()];
        joined.get(0, bytes);
        return bytes;
    }

    private int give(byte[] datagram) {
        return guard.onDatagram(datagram, passed::add);
    }

    @Test
    void aClientHelloInFragmentsPasses() {
        assertEquals(0, give(fragment(HandshakeType.client_hello, 1400, 0, 0, 1100)));
        assertEquals(0, give(fragment(HandshakeType.client_hello, 1400, 0, 1100, 300)));
        assertEquals(2, passed.size());
    }

    /// CVE-2026-59646: each announces 16 MB.
    @Test
    void fragmentsOfHugeMessagesAreDropped() {
        for (int sequence = 0; sequence < 16; sequence++) {
            assertEquals(1, give(fragment(HandshakeType.client_hello, 0xffffff, sequence, 0, 1)));
        }
        assertEquals(List.of(), passed);
    }

    @Test
    void theMessagesOfAHandshakeAreFewAndSmallTogether() {
        assertEquals(1, give(fragment(HandshakeType.client_hello, 10, 13, 0, 1)));
        assertEquals(0, give(fragment(HandshakeType.client_hello, 16_000, 0, 0, 1)));
        assertEquals(0, give(fragment(HandshakeType.client_hello, 16_000, 1, 0, 1)));
        assertEquals(1, give(fragment(HandshakeType.client_hello, 16_000, 2, 0, 1)));
    }

    @Test
    void aMessageKeepsItsLength() {
        assertEquals(0, give(fragment(HandshakeType.client_hello, 100, 0, 0, 1)));
        assertEquals(1, give(fragment(HandshakeType.client_hello, 200, 0, 1, 1)));
    }

    @Test
    void endlessTinyFragmentsAreDropped() {
        int dropped = 0;
        for (int i = 0; i < 10_000; i++) {
            dropped += give(fragment(HandshakeType.client_hello, 16_000, 0, i, 1));
        }
        assertEquals(10_000 - DtlsGuard.MAX_FRAGMENTS, dropped);
    }

    @Test
    void fragmentsBeyondTheirMessageAreDropped() {
        assertEquals(1, give(fragment(HandshakeType.client_hello, 10, 0, 5, 6)));
    }

    /// The peer's hello and what it sends before its proof, message 4; the proof itself in pieces.
    @Test
    void whatIsEncryptedWaitsForAllOfTheCertificateVerify() {
        give(fragment(HandshakeType.client_hello, 100, 0, 0, 100));
        give(fragment(HandshakeType.client_hello, 120, 1, 0, 120));
        give(fragment(HandshakeType.certificate, 300, 2, 0, 300));
        give(fragment(HandshakeType.client_key_exchange, 66, 3, 0, 66));
        passed.clear();
        byte[] changeCipherSpec = header(ContentType.change_cipher_spec, 0, 1).array();
        byte[] finished = header(ContentType.handshake, 1, 40).array();
        assertEquals(0, give(join(finished, changeCipherSpec)));
        assertEquals(List.of(), passed);

        byte[] end = fragment(HandshakeType.certificate_verify, 80, 4, 50, 30);
        assertEquals(0, give(end));
        assertEquals(1, passed.size());
        byte[] start = fragment(HandshakeType.certificate_verify, 80, 4, 0, 50);
        assertEquals(0, give(start));
        assertEquals(4, passed.size());
        assertArrayEquals(start, passed.get(1));
        assertArrayEquals(changeCipherSpec, passed.get(2));
        assertArrayEquals(finished, passed.get(3));

        assertEquals(0, give(finished));
        assertEquals(5, passed.size());
    }

    @Test
    void whatIsEncryptedWaitsForAPieceBeforeTheCertificateVerify() {
        give(fragment(HandshakeType.client_hello, 100, 0, 0, 100));
        give(fragment(HandshakeType.certificate, 300, 1, 200, 100));
        give(fragment(HandshakeType.certificate_verify, 80, 2, 0, 80));
        byte[] changeCipherSpec = header(ContentType.change_cipher_spec, 0, 1).array();
        give(changeCipherSpec);
        assertEquals(3, passed.size());
        give(fragment(HandshakeType.certificate, 300, 1, 0, 200));
        assertArrayEquals(changeCipherSpec, passed.getLast());
    }

    @Test
    void whatIsHeldBackIsLittle() {
        byte[] finished = header(ContentType.handshake, 1, 40).array();
        int dropped = 0;
        for (int i = 0; i < 1000; i++) {
            dropped += give(finished);
        }
        assertEquals(996, dropped);
    }

    @Test
    void aRecordCutShortIsDropped() {
        byte[] hello = fragment(HandshakeType.client_hello, 10, 0, 0, 10);
        byte[] cut = java.util.Arrays.copyOf(hello, hello.length - 1);
        assertEquals(1, give(cut));
        assertEquals(List.of(), passed);
    }

    /// CVE-2026-59646: 16,000 pieces of a byte cost Bouncy Castle seconds to put together, 400 a
    /// hundredth of that.
    @Test
    void whatPassesOfAFloodIsPutTogetherInNoTime() {
        DtlsIdentity identity = DtlsIdentity.create(new SecureRandom(), Instant.now());
        for (int i = 0; i < 16_000; i++) {
            int scattered = 2 * i % 16_000 + 2 * i / 16_000; // no two meet at first
            byte[] piece = fragment(HandshakeType.client_hello, 16_000, 0, scattered, 1);
            // Of records with the same number only the first is read.
            ByteBuffer.wrap(piece).putInt(RECORD_NUMBER_OFFSET, i);
            give(piece);
        }
        DtlsServer server =
                new DtlsServer(
                        identity, new DtlsPeer(identity.fingerprint()), new SrtpNegotiation());
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        Flight flight = new Flight(passed);
        assertThrows(IOException.class, () -> new DTLSServerProtocol().accept(server, flight));
        long cost = threads.getCurrentThreadCpuTime() - before;

        assertEquals(DtlsGuard.MAX_FRAGMENTS, flight.read);
        assertTrue(cost < HARMLESS_NANOS, () -> "cost " + cost + " ns");
    }

    /// Datagrams that have all arrived, and nothing after them.
    private static final class Flight implements DatagramTransport {
        private final List<byte[]> datagrams;
        int read;

        Flight(List<byte[]> datagrams) {
            this.datagrams = datagrams;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis)
                throws IOException {
            if (read == datagrams.size()) {
                throw new EOFException("that was all");
            }
            byte[] datagram = datagrams.get(read++);
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        }

        @Override
        public int getReceiveLimit() {
            return 1500;
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {}

        @Override
        public int getSendLimit() {
            return 1200;
        }

        @Override
        public void close() {}
    }
}
