package io.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a browser says in STUN (RFC 8489, RFC 8445 §7): checks as the controlling side, which
/// nominate, and answers to checks of the server.
final class Stun {
    private static final int HEADER_BYTES = 20;
    private static final int COOKIE = 0x2112_a442;
    private static final int BINDING_REQUEST = 0x0001;
    private static final int BINDING_SUCCESS = 0x0101;
    private static final int USERNAME = 0x0006;
    private static final int MESSAGE_INTEGRITY = 0x0008;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int PRIORITY = 0x0024;
    private static final int USE_CANDIDATE = 0x0025;
    private static final int FINGERPRINT = 0x8028;
    private static final int CONTROLLING = 0x802a;
    private static final int FINGERPRINT_MASK = 0x5354_554e;
    private static final int HASH_BYTES = 20;
    private static final int MAX_BYTES = 256;
    private static final int PEER_REFLEXIVE_PRIORITY = 1_853_824_767;

    private final byte[] username;
    private final Mac ownMac;
    private final Mac serverMac;
    private int checks;

    Stun(String ufrag, String password, String serverUfrag, String serverPassword) {
        username = (serverUfrag + ":" + ufrag).getBytes(UTF_8);
        ownMac = mac(password);
        serverMac = mac(serverPassword);
    }

    private static Mac mac(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(password.getBytes(UTF_8), "HmacSHA1"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    byte[] check() {
        byte[] id = new byte[12];
        ByteBuffer.wrap(id).putLong(System.nanoTime()).putInt(++checks);
        ByteBuffer out = begin(BINDING_REQUEST, id);
        attribute(out, USERNAME, username);
        out.putShort((short) PRIORITY).putShort((short) 4).putInt(PEER_REFLEXIVE_PRIORITY);
        out.putShort((short) CONTROLLING).putShort((short) 8).putLong(1);
        out.putShort((short) USE_CANDIDATE).putShort((short) 0);
        return sign(out, serverMac);
    }

    /// The answer to a check of the server; empty when the datagram is none.
    byte[] answer(byte[] datagram, InetSocketAddress server) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (datagram.length < HEADER_BYTES || in.getShort(0) != BINDING_REQUEST) {
            return new byte[0];
        }
        ByteBuffer out = begin(BINDING_SUCCESS, Arrays.copyOfRange(datagram, 8, HEADER_BYTES));
        out.putShort((short) XOR_MAPPED_ADDRESS).putShort((short) 8).putShort((short) 1);
        out.putShort((short) (server.getPort() ^ (COOKIE >>> 16)));
        out.putInt(ByteBuffer.wrap(server.getAddress().getAddress()).getInt() ^ COOKIE);
        return sign(out, ownMac);
    }

    static boolean isSuccess(byte[] datagram) {
        return datagram.length >= HEADER_BYTES
                && ByteBuffer.wrap(datagram).getShort(0) == BINDING_SUCCESS;
    }

    private static ByteBuffer begin(int type, byte[] id) {
        return ByteBuffer.allocate(MAX_BYTES)
                .putShort((short) type)
                .putShort((short) 0)
                .putInt(COOKIE)
                .put(id);
    }

    private static void attribute(ByteBuffer out, int type, byte[] value) {
        out.putShort((short) type).putShort((short) value.length).put(value);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
    }

    private static byte[] sign(ByteBuffer out, Mac mac) {
        setLength(out, out.position() + 4 + HASH_BYTES);
        mac.update(out.duplicate().flip());
        out.putShort((short) MESSAGE_INTEGRITY).putShort((short) HASH_BYTES).put(mac.doFinal());
        setLength(out, out.position() + 8);
        CRC32 crc = new CRC32();
        crc.update(out.duplicate().flip());
        out.putShort((short) FINGERPRINT).putShort((short) 4);
        out.putInt((int) crc.getValue() ^ FINGERPRINT_MASK);
        byte[] signed = new byte[out.position()];
        out.flip().get(signed);
        return signed;
    }

    private static void setLength(ByteBuffer out, int total) {
        out.putShort(2, (short) (total - HEADER_BYTES));
    }
}
