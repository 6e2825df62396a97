package io.sluice.sfu.transport.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeType;

/// Stands before Bouncy Castle's record layer and lets through what a handshake can hold.
///
/// Without it a few small fragments that announce 16 MB messages claim that memory at once, and
/// many tiny ones cost quadratic time (CVE-2026-59646). And a server that gets the peer's
/// ChangeCipherSpec before all of its CertificateVerify and of what precedes it, because the
/// network reordered or lost a piece, never takes the rest; so whatever is encrypted waits for
/// that.
final class DtlsGuard {
    /// Where datagrams go that may pass.
    @FunctionalInterface
    interface Output {
        void pass(byte[] datagram);
    }

    /// A ClientHello with post-quantum key shares is 1.5 kB, a chain of RSA certificates 5 kB.
    static final int MAX_MESSAGE_BYTES = 16_384;

    /// All messages of one side's handshake.
    static final int MAX_HANDSHAKE_BYTES = 32_768;

    /// A flight holds at most 6 messages and there are 3 flights; each keeps its number when it is
    /// sent again.
    private static final int MAX_MESSAGES = 13;

    static final int MAX_FRAGMENTS = 400;

    private static final int MAX_HELD = 4;
    private static final int RECORD_HEADER_BYTES = 13;
    private static final int FRAGMENT_HEADER_BYTES = 12;

    private final boolean holdsBack;
    private static final int NONE = -1;

    private final int[] messageBytes = new int[MAX_MESSAGES];
    private final BitSet[] seen = new BitSet[MAX_MESSAGES];
    private final List<byte[]> held = new ArrayList<>();
    private int handshakeBytes;
    private int fragments;
    private int verifySequence = NONE;
    private boolean verified; // the CertificateVerify and all before it passed

    /// A guard of one handshake.
    ///
    /// @param server whether we are the server, whose peer proves its certificate
    DtlsGuard(boolean server) {
        holdsBack = server;
        Arrays.fill(messageBytes, NONE);
        Arrays.setAll(seen, _ -> new BitSet());
    }

    /// Lets pass what may; returns how many records were dropped.
    int onDatagram(byte[] datagram, Output out) {
        byte[] passing = new byte[datagram.length];
        int passingBytes = 0;
        int dropped = 0;
        int at = 0;
        while (at + RECORD_HEADER_BYTES <= datagram.length) {
            int end = at + RECORD_HEADER_BYTES + unsigned16(datagram, at + 11);
            if (end > datagram.length) {
                dropped++;
                break;
            }
            int type = datagram[at] & 0xff;
            boolean encrypted = unsigned16(datagram, at + 3) > 0;
            if (!encrypted && !mayPass(type, datagram, at + RECORD_HEADER_BYTES, end)) {
                dropped++;
            } else if (holdsBack
                    && !verified
                    && (encrypted || type == ContentType.change_cipher_spec)) {
                dropped += hold(type, Arrays.copyOfRange(datagram, at, end));
            } else {
                System.arraycopy(datagram, at, passing, passingBytes, end - at);
                passingBytes += end - at;
            }
            at = end;
        }
        if (passingBytes > 0) {
            out.pass(Arrays.copyOf(passing, passingBytes));
        }
        if (verified && !held.isEmpty()) {
            held.forEach(out::pass);
            held.clear();
        }
        return dropped;
    }

    /// Nothing encrypted can be read before the ChangeCipherSpec, so that goes first.
    private int hold(int type, byte[] dtlsRecord) {
        if (held.size() == MAX_HELD) {
            return 1;
        }
        held.add(type == ContentType.change_cipher_spec ? 0 : held.size(), dtlsRecord);
        return 0;
    }

    private boolean mayPass(int type, byte[] datagram, int start, int end) {
        return switch (type) {
            case ContentType.handshake -> fragmentsMayPass(datagram, start, end);
            case ContentType.change_cipher_spec, ContentType.alert -> true;
            default -> false;
        };
    }

    private boolean fragmentsMayPass(byte[] datagram, int start, int end) {
        int at = start;
        while (at < end) {
            if (at + FRAGMENT_HEADER_BYTES > end) {
                return false;
            }
            int total = unsigned24(datagram, at + 1);
            int sequence = unsigned16(datagram, at + 4);
            int offset = unsigned24(datagram, at + 6);
            int length = unsigned24(datagram, at + 9);
            int next = at + FRAGMENT_HEADER_BYTES + length;
            if (next > end || offset + length > total || !accepts(sequence, total)) {
                return false;
            }
            seen[sequence].set(offset, offset + length);
            if (datagram[at] == HandshakeType.certificate_verify) {
                verifySequence = sequence;
            }
            at = next;
        }
        verified = verified || isVerified();
        return true;
    }

    private boolean isVerified() {
        for (int sequence = 0; sequence <= verifySequence; sequence++) {
            if (messageBytes[sequence] == NONE
                    || seen[sequence].nextClearBit(0) < messageBytes[sequence]) {
                return false;
            }
        }
        return verifySequence != NONE;
    }

    private boolean accepts(int sequence, int total) {
        if (sequence >= MAX_MESSAGES || total > MAX_MESSAGE_BYTES || fragments == MAX_FRAGMENTS) {
            return false;
        }
        fragments++;
        if (messageBytes[sequence] >= 0) {
            return messageBytes[sequence] == total;
        }
        if (handshakeBytes + total > MAX_HANDSHAKE_BYTES) {
            return false;
        }
        messageBytes[sequence] = total;
        handshakeBytes += total;
        return true;
    }

    private static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static int unsigned24(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 16 | unsigned16(bytes, at + 1);
    }
}
