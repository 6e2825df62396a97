package io.sluice.rtmp;

import org.jspecify.annotations.Nullable;

/// Version 3 and two blocks of 1,536 bytes each way (RTMP §5.2), from either side.
///
/// We begin plainly; towards a client that sends a digest the server answers with digests.
final class Handshake {
    static final int BLOCK_BYTES = 1_536;
    private static final int VERSION = 3;

    /// Below it digests stand in the block (Flash Media Server 3.5.1.1, as others say).
    private static final int SERVER_VERSION = 0x03050101;

    private final boolean server;
    private final byte[] ours;
    private final byte[] received = new byte[1 + 2 * BLOCK_BYTES];
    private int receivedBytes;
    private boolean answered;
    private boolean done;
    private @Nullable RtmpError error;

    /// Takes 1,528 or more random bytes that nobody can guess.
    Handshake(boolean server, byte[] random) {
        this.server = server;
        ours = new byte[BLOCK_BYTES];
        System.arraycopy(random, 0, ours, 8, BLOCK_BYTES - 8);
    }

    boolean done() {
        return done;
    }

    @Nullable RtmpError error() {
        return error;
    }

    /// The first word of a client.
    void begin(ByteWriter out) {
        out.u8(VERSION).bytes(ours);
    }

    /// Takes what belongs to the handshake; gives back how many bytes that were.
    int read(byte[] bytes, int offset, int length, ByteWriter out) {
        int count = Math.min(length, received.length - receivedBytes);
        System.arraycopy(bytes, offset, received, receivedBytes, count);
        receivedBytes += count;
        if (receivedBytes > 0 && received[0] != VERSION) {
            error = RtmpError.VERSION;
            return count;
        }
        if (!answered && receivedBytes >= 1 + BLOCK_BYTES) {
            answered = true;
            answer(out);
        }
        done = receivedBytes == received.length;
        return count;
    }

    private void answer(ByteWriter out) {
        byte[] theirs = new byte[BLOCK_BYTES];
        System.arraycopy(received, 1, theirs, 0, BLOCK_BYTES);
        if (!server) {
            out.bytes(theirs);
            return;
        }
        boolean mayHaveDigest = theirs[4] != 0;
        int digest = mayHaveDigest ? HandshakeDigest.find(theirs) : -1;
        if (digest < 0) {
            out.u8(VERSION).bytes(ours).bytes(theirs);
            return;
        }
        byte[] second = ours.clone();
        for (int i = 0; i < 4; i++) {
            ours[4 + i] = (byte) (SERVER_VERSION >> (24 - 8 * i));
        }
        HandshakeDigest.signFirst(ours);
        HandshakeDigest.signSecond(second, theirs, digest);
        out.u8(VERSION).bytes(ours).bytes(second);
    }
}
