package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.FingerprintAttribute;
import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/// The frame of a STUN message (RFC 8489 §5): its structure is sound, its FINGERPRINT right, and it
/// can say whether its MESSAGE-INTEGRITY is. Only what that covers is given to the codec.
final class StunFrame {
    static final int HEADER_BYTES = 20;

    /// A datagram; checks of ICE are far shorter, but may carry a DTLS flight.
    private static final int MAX_BYTES = 1500;

    private static final int MAGIC_COOKIE = 0x2112_A442;
    private static final int TRANSACTION_ID_OFFSET = 8;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int HMAC_BYTES = 20;
    private static final int FINGERPRINT_BYTES = 4;
    private static final int MAX_USERNAME_BYTES = 513;

    private static final int NONE = -1;

    private final byte[] bytes;
    private int usernameOffset = NONE;
    private int usernameLength;
    private int integrityOffset = NONE;

    private StunFrame(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Null when this is not a well-formed STUN message of RFC 8489.
    static @Nullable StunFrame read(MemorySegment segment, long offset, int length) {
        if (length < HEADER_BYTES || length > MAX_BYTES) {
            return null;
        }
        byte[] bytes = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        StunFrame frame = new StunFrame(bytes);
        return frame.walk() ? frame : null;
    }

    private boolean walk() {
        if ((bytes[0] & 0xC0) != 0
                || unsigned16(2) != bytes.length - HEADER_BYTES
                || bytes.length % 4 != 0
                || (unsigned16(4) << 16 | unsigned16(6)) != MAGIC_COOKIE) {
            return false;
        }
        int at = HEADER_BYTES;
        while (at < bytes.length) {
            int type = unsigned16(at);
            int valueLength = unsigned16(at + 2);
            int value = at + ATTRIBUTE_HEADER_BYTES;
            int next = value + (valueLength + 3 & ~3);
            if (next > bytes.length || !note(type, value, valueLength, next)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private boolean note(int type, int value, int valueLength, int next) {
        return switch (type) {
            case Attribute.USERNAME -> {
                if (integrityOffset == NONE && usernameOffset == NONE) {
                    usernameOffset = value;
                    usernameLength = valueLength;
                }
                yield valueLength <= MAX_USERNAME_BYTES;
            }
            case Attribute.MESSAGE_INTEGRITY -> {
                if (integrityOffset == NONE) {
                    integrityOffset = value - ATTRIBUTE_HEADER_BYTES;
                }
                yield valueLength == HMAC_BYTES;
            }
            case Attribute.FINGERPRINT ->
                    valueLength == FINGERPRINT_BYTES
                            && next == bytes.length
                            && fingerprintIsRight(value);
            default -> true;
        };
    }

    private boolean fingerprintIsRight(int value) {
        byte[] right =
                FingerprintAttribute.calculateXorCRC32(bytes, 0, value - ATTRIBUTE_HEADER_BYTES);
        return Arrays.equals(bytes, value, value + FINGERPRINT_BYTES, right, 0, right.length);
    }

    /// All of it, whoever may have put it there.
    byte[] bytes() {
        return bytes.clone();
    }

    int messageType() {
        return unsigned16(0);
    }

    boolean isBindingRequest() {
        return messageType() == Message.BINDING_REQUEST;
    }

    byte[] transactionId() {
        return Arrays.copyOfRange(bytes, TRANSACTION_ID_OFFSET, HEADER_BYTES);
    }

    boolean hasTransactionId(byte[] id) {
        return Arrays.equals(bytes, TRANSACTION_ID_OFFSET, HEADER_BYTES, id, 0, id.length);
    }

    /// Null without a USERNAME that MESSAGE-INTEGRITY covers.
    @Nullable String username() {
        if (usernameOffset == NONE) {
            return null;
        }
        return new String(bytes, usernameOffset, usernameLength, StandardCharsets.UTF_8);
    }

    boolean hasIntegrity() {
        return integrityOffset != NONE;
    }

    /// Whether MESSAGE-INTEGRITY was made with the password of these credentials (short-term, RFC
    /// 8489 §9.1).
    boolean isAuthentic(IceCredentials credentials) {
        if (integrityOffset == NONE) {
            return false;
        }
        byte[] right = hmac(covered(), integrityOffset, credentials.password());
        byte[] claimed =
                Arrays.copyOfRange(
                        bytes,
                        integrityOffset + ATTRIBUTE_HEADER_BYTES,
                        integrityOffset + ATTRIBUTE_HEADER_BYTES + HMAC_BYTES);
        return MessageDigest.isEqual(right, claimed);
    }

    /// The message up to MESSAGE-INTEGRITY: what stands behind it is nobody's word.
    byte[] covered() {
        int end = integrityOffset + ATTRIBUTE_HEADER_BYTES + HMAC_BYTES;
        byte[] covered = Arrays.copyOf(bytes, end);
        putLength(covered, end - HEADER_BYTES);
        return covered;
    }

    /// Appends MESSAGE-INTEGRITY and FINGERPRINT to an encoded message.
    static byte[] sign(byte[] message, IceCredentials credentials) {
        int integrity = message.length;
        byte[] signed = Arrays.copyOf(message, integrity + ATTRIBUTE_HEADER_BYTES + HMAC_BYTES);
        putLength(signed, signed.length - HEADER_BYTES);
        put16(signed, integrity, Attribute.MESSAGE_INTEGRITY);
        put16(signed, integrity + 2, HMAC_BYTES);
        byte[] mac = hmac(signed, integrity, credentials.password());
        System.arraycopy(mac, 0, signed, integrity + ATTRIBUTE_HEADER_BYTES, HMAC_BYTES);
        return fingerprint(signed);
    }

    /// Appends FINGERPRINT to an encoded message.
    static byte[] fingerprint(byte[] message) {
        int at = message.length;
        byte[] whole = Arrays.copyOf(message, at + ATTRIBUTE_HEADER_BYTES + FINGERPRINT_BYTES);
        putLength(whole, whole.length - HEADER_BYTES);
        put16(whole, at, Attribute.FINGERPRINT);
        put16(whole, at + 2, FINGERPRINT_BYTES);
        byte[] crc = FingerprintAttribute.calculateXorCRC32(whole, 0, at);
        System.arraycopy(crc, 0, whole, at + ATTRIBUTE_HEADER_BYTES, FINGERPRINT_BYTES);
        return whole;
    }

    /// The message without a FINGERPRINT at its end.
    static byte[] withoutFingerprint(byte[] message) {
        int at = message.length - ATTRIBUTE_HEADER_BYTES - FINGERPRINT_BYTES;
        if (at < HEADER_BYTES) {
            return message;
        }
        int crc = at + ATTRIBUTE_HEADER_BYTES;
        byte[] right = FingerprintAttribute.calculateXorCRC32(message, 0, at);
        if (!Arrays.equals(message, crc, message.length, right, 0, right.length)) {
            return message;
        }
        byte[] shorter = Arrays.copyOf(message, at);
        putLength(shorter, at - HEADER_BYTES);
        return shorter;
    }

    private static byte[] hmac(byte[] message, int length, String password) {
        return MessageIntegrityAttribute.calculateHmacSha1(
                message, 0, length, password.getBytes(StandardCharsets.UTF_8));
    }

    private int unsigned16(int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static void putLength(byte[] message, int length) {
        put16(message, 2, length);
    }

    private static void put16(byte[] message, int at, int value) {
        message[at] = (byte) (value >> 8);
        message[at + 1] = (byte) value;
    }
}
