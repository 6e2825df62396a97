package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
    private static byte[] block(byte[] capture, int index) {
        int at = 1 + index * Handshake.BLOCK_BYTES;
        return Arrays.copyOfRange(capture, at, at + Handshake.BLOCK_BYTES);
    }

    @Test
    void bothSidesFinishHoweverTheBytesAreCut() {
        Handshake client = new Handshake(false, Golden.random(1));
        Handshake server = new Handshake(true, Golden.random(2));
        ByteWriter toServer = new ByteWriter();
        ByteWriter toClient = new ByteWriter();
        client.begin(toServer);
        for (int rounds = 0; rounds < 3; rounds++) {
            byte[] bytes = toServer.toByteArray();
            toServer.clear();
            for (byte each : bytes) {
                assertEquals(1, server.read(new byte[] {each}, 0, 1, toClient));
            }
            bytes = toClient.toByteArray();
            toClient.clear();
            assertEquals(bytes.length, client.read(bytes, 0, bytes.length, toServer));
        }
        assertTrue(client.done());
        assertTrue(server.done());
    }

    @Test
    void anotherVersionIsAnErrorAtTheFirstByte() {
        Handshake server = new Handshake(true, Golden.random(2));
        server.read(new byte[] {6}, 0, 1, new ByteWriter());
        assertEquals(RtmpError.VERSION, server.error());
        assertFalse(server.done());
    }

    @Test
    void bytesBehindTheHandshakeAreLeft() {
        Handshake client = new Handshake(false, Golden.random(1));
        byte[] server = Golden.bytes("publish-server.bin");
        int taken = client.read(server, 0, server.length, new ByteWriter());
        assertEquals(Golden.HANDSHAKE_BYTES, taken);
        assertTrue(client.done());
    }

    /// The digest of ffmpeg, and what nginx answered to it.
    @Test
    void theDigestsAreThoseOfRealPeers() {
        byte[] c1 = block(Golden.bytes("publish-client.bin"), 0);
        int at = HandshakeDigest.find(c1);
        assertTrue(at > 0);
        byte[] answered = block(Golden.bytes("publish-server.bin"), 1);
        byte[] signed = answered.clone();
        Arrays.fill(signed, signed.length - 32, signed.length, (byte) 0);
        HandshakeDigest.signSecond(signed, c1, at);
        assertArrayEquals(answered, signed);
        c1[1_000] ^= 1;
        assertEquals(-1, HandshakeDigest.find(c1));
    }

    @Test
    void aServerSignsLikeARealOne() {
        byte[] theirs = block(Golden.bytes("publish-server.bin"), 0);
        byte[] signed = theirs.clone();
        HandshakeDigest.signFirst(signed);
        assertArrayEquals(theirs, signed);
    }

    @Test
    void aDigestIsAnsweredByDigestsAndAPlainBlockByItself() {
        byte[] client = Golden.bytes("publish-client.bin");
        ByteWriter out = new ByteWriter();
        new Handshake(true, Golden.random(3)).read(client, 0, client.length, out);
        byte[] answer = out.toByteArray();
        byte[] s1 = block(answer, 0);
        byte[] again = s1.clone();
        HandshakeDigest.signFirst(again);
        assertArrayEquals(s1, again);
        byte[] plain = new byte[1 + Handshake.BLOCK_BYTES];
        plain[0] = 3;
        plain[100] = 42;
        out.clear();
        new Handshake(true, Golden.random(3)).read(plain, 0, plain.length, out);
        assertArrayEquals(block(plain, 0), block(out.toByteArray(), 1));
    }
}
