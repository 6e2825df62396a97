package io.sluice.signaling.session;

import io.sluice.signaling.message.ServerMessage.IceServer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A STUN or TURN server that clients may use, with what they have to show there.
public sealed interface TurnServer {
    /// What a client is told.
    ///
    /// @param user distinguishes this client from others at the same second
    IceServer at(Instant now, String user);

    /// A server that needs no credentials, or the same from everybody.
    ///
    /// @param username null together with the credential where none is needed
    record Fixed(List<String> urls, @Nullable String username, @Nullable String credential)
            implements TurnServer {
        public Fixed {
            urls = List.copyOf(urls);
        }

        @Override
        public IceServer at(Instant now, String user) {
            return new IceServer(urls, username, credential);
        }

        /// The credential never reaches a log.
        @Override
        public String toString() {
            return "Fixed[urls=" + urls + "]";
        }
    }

    /// A server that shares a secret with us and takes credentials made from it until a time
    /// (`use-auth-secret` of coturn; draft-uberti-behave-turn-rest-00).
    ///
    /// @param ttl how long they begin a relayed call; one that is running goes on
    record Timed(List<String> urls, String secret, Duration ttl) implements TurnServer {
        private static final String ALGORITHM = "HmacSHA1"; // the servers know no other

        public Timed {
            urls = List.copyOf(urls);
        }

        @Override
        public IceServer at(Instant now, String user) {
            String username = now.plus(ttl).getEpochSecond() + ":" + user;
            return new IceServer(urls, username, credential(username));
        }

        private String credential(String username) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
                byte[] signature = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder().encodeToString(signature);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
            }
        }

        /// The secret never reaches a log.
        @Override
        public String toString() {
            return "Timed[urls=" + urls + ", ttl=" + ttl + "]";
        }
    }
}
