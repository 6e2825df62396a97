package io.sluice.server.live;

import io.sluice.server.config.ConfigException;
import io.sluice.server.data.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The right to watch the program of one room for some time, as text for an address: an expiry and
/// an HMAC over it and the room's name. Whoever has the address has the right.
final class Capability {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    /// Seconds of a time after the year 2106 need more than four.
    private static final int EXPIRY_BYTES = 5;

    private static final int HASH_BYTES = 32;
    private static final int TEXT_CHARACTERS = 50;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    /// @param secret 32 bytes that nobody else knows
    Capability(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /// Keeps its key in a file, so that an address goes on after a restart.
    static Capability ofFile(Path file) {
        try {
            if (Files.exists(file)) {
                byte[] kept = Base64.getUrlDecoder().decode(Files.readString(file).strip());
                if (kept.length == KEY_BYTES) {
                    return new Capability(kept);
                }
            }
            byte[] secret = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(secret);
            PrivateFiles.write(file, ENCODER.encodeToString(secret) + "\n");
            return new Capability(secret);
        } catch (IOException | IllegalArgumentException _) {
            throw new ConfigException("cannot read or write " + file);
        }
    }

    /// The right to watch this room until then.
    String issue(String room, Instant expiry) {
        long seconds = expiry.getEpochSecond();
        ByteBuffer bytes = ByteBuffer.allocate(EXPIRY_BYTES + HASH_BYTES);
        bytes.put((byte) (seconds >> 32)).putInt((int) seconds);
        bytes.put(hash(room, seconds));
        return ENCODER.encodeToString(bytes.array());
    }

    /// Whether this text is the right to watch this room now.
    boolean admits(String text, String room, Instant now) {
        if (text.length() != TEXT_CHARACTERS) {
            return false;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
        // The last character has bits to spare: still one right is one text.
        if (bytes.length != EXPIRY_BYTES + HASH_BYTES
                || !ENCODER.encodeToString(bytes).equals(text)) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long seconds = ((in.get() & 0xffL) << 32) | (in.getInt() & 0xffffffffL);
        byte[] given = new byte[HASH_BYTES];
        in.get(given);
        return MessageDigest.isEqual(given, hash(room, seconds)) && now.getEpochSecond() < seconds;
    }

    private byte[] hash(String room, long seconds) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seconds));
            return mac.doFinal(room.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
