package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.signaling.message.ServerMessage.IceServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnServerTest {
    private static final List<String> URLS = List.of("turn:turn.example.org:3478?transport=udp");
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    /// The credential is what `openssl dgst -sha1 -hmac north -binary | base64` makes of the
    /// username.
    @Test
    void credentialsAreSignedForATime() {
        TurnServer server = new TurnServer.Timed(URLS, "north", Duration.ofHours(1));

        IceServer told = server.at(NOW, "anna");
        assertEquals(URLS, told.urls());
        assertEquals("1700003600:anna", told.username());
        assertEquals("+MLxLOEoYnWwCOD+2dzOXWFtASg=", told.credential());
    }

    @Test
    void eachClientHasItsOwn() {
        TurnServer server = new TurnServer.Timed(URLS, "north", Duration.ofHours(1));

        String anna = server.at(NOW, "anna").credential();
        assertNotNull(anna);
        assertFalse(anna.equals(server.at(NOW, "berta").credential()));
        assertFalse(anna.equals(server.at(NOW.plusSeconds(1), "anna").credential()));
    }

    @Test
    void fixedCredentialsArePassedOn() {
        IceServer told = new TurnServer.Fixed(URLS, "user", "password").at(NOW, "anna");

        assertEquals("user", told.username());
        assertEquals("password", told.credential());
    }

    @Test
    void secretsAreNotPrinted() {
        var timed = new TurnServer.Timed(URLS, "north-secret", Duration.ofHours(1));
        var fixed = new TurnServer.Fixed(URLS, "user", "password-secret");

        assertFalse(timed.toString().contains("secret"));
        assertFalse(
                timed.at(NOW, "anna")
                        .toString()
                        .contains("=" + timed.at(NOW, "anna").credential()));
        assertFalse(fixed.toString().contains("secret"));
    }
}
