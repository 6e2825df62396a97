package io.sluice.signaling.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.token.AccessClaims.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
    private static final SigningKey KEY =
            new SigningKey(
                    "k1", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final SigningKey OTHER =
            new SigningKey("k2", "another-secret-of-thirty-two-bytes-or-more");

    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final AccessTokens tokens = new AccessTokens(List.of(KEY, OTHER), () -> now);

    private final AccessClaims claims =
            new AccessClaims(
                    "anna",
                    "Anna",
                    new Grant(
                            "math-3",
                            true,
                            true,
                            true,
                            List.of(TrackSource.MICROPHONE, TrackSource.SCREEN_SHARE),
                            false,
                            true,
                            true,
                            true,
                            true));

    @Test
    void whatIsIssuedIsReadBack() {
        assertEquals(claims, tokens.verify(tokens.mint("k1", claims, Duration.ofMinutes(5))));
        assertEquals(claims, tokens.verify(tokens.mint("k2", claims, Duration.ofMinutes(5))));
    }

    @Test
    void anExpiredTokenIsRefusedAsSuch() {
        String token = tokens.mint("k1", claims, Duration.ofMinutes(5));
        now = now.plus(Duration.ofMinutes(5)).plusSeconds(9);
        tokens.verify(token);
        now = now.plusSeconds(2);
        assertEquals(ErrorCode.TOKEN_EXPIRED, refusal(token));
    }

    @Test
    void anExpiryIsRequired() throws JOSEException {
        assertEquals(
                ErrorCode.TOKEN_INVALID,
                refusal(sign(JWSAlgorithm.HS256, "k1", new JWTClaimsSet.Builder().subject("a"))));
    }

    @Test
    void aSubjectIsRequired() throws JOSEException {
        assertEquals(
                ErrorCode.TOKEN_INVALID,
                refusal(sign(JWSAlgorithm.HS256, "k1", unexpired(new JWTClaimsSet.Builder()))));
    }

    @Test
    void aTokenOfTomorrowIsRefused() throws JOSEException {
        JWTClaimsSet.Builder body =
                unexpired(new JWTClaimsSet.Builder().subject("a"))
                        .notBeforeTime(Date.from(now.plusSeconds(3_600)));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(sign(JWSAlgorithm.HS256, "k1", body)));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String token =
                new PlainJWT(unexpired(new JWTClaimsSet.Builder().subject("a")).build())
                        .serialize();
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS384", "HS512"})
    void theAlgorithmIsOursToChoose(String algorithm) throws JOSEException {
        String token =
                sign(
                        JWSAlgorithm.parse(algorithm),
                        "k1",
                        unexpired(new JWTClaimsSet.Builder().subject("a")));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(token));
    }

    @Test
    void theKeyIsTheOneTheTokenNames() throws JOSEException {
        JWTClaimsSet.Builder body = unexpired(new JWTClaimsSet.Builder().subject("a"));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(sign(JWSAlgorithm.HS256, "k2", body)));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(sign(JWSAlgorithm.HS256, "k3", body)));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(sign(JWSAlgorithm.HS256, null, body)));
        assertEquals("a", tokens.verify(sign(JWSAlgorithm.HS256, "k1", body)).identity());
    }

    @Test
    void aChangedTokenIsRefused() {
        String token = tokens.mint("k1", claims, Duration.ofMinutes(5));
        String[] parts = token.split("\\.", -1);
        String changed = parts[0] + "." + parts[1] + "x." + parts[2];
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(changed));
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(parts[0] + "." + parts[1] + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "e30.e30.e30", "\u0000", "eyJ.eyJ.eyJ"})
    void nonsenseIsRefused(String token) {
        assertEquals(ErrorCode.TOKEN_INVALID, refusal(token));
    }

    @Test
    void withoutRightsThereIsNoWayIn() throws JOSEException {
        String token =
                sign(JWSAlgorithm.HS256, "k1", unexpired(new JWTClaimsSet.Builder().subject("a")));
        assertFalse(tokens.verify(token).grant().roomJoin());
    }

    @Test
    void aRightThatIsNotATruthValueIsNotGuessedAt() throws JOSEException {
        for (Map<String, Object> video :
                List.<Map<String, Object>>of(
                        Map.of("roomAdmin", "false"),
                        Map.of("canGoLive", "true"),
                        Map.of("roomRecord", 1),
                        Map.of("canPublishSources", "camera"),
                        Map.of("canPublishSources", List.of("nose")))) {
            String token =
                    sign(
                            JWSAlgorithm.HS256,
                            "k1",
                            unexpired(new JWTClaimsSet.Builder().subject("a"))
                                    .claim("video", video));
            assertEquals(ErrorCode.TOKEN_INVALID, refusal(token));
        }
    }

    @Test
    void aShortSecretIsNoKey() {
        assertThrows(IllegalArgumentException.class, () -> new SigningKey("k", "x".repeat(31)));
        assertFalse(KEY.toString().contains("0123"));
    }

    private JWTClaimsSet.Builder unexpired(JWTClaimsSet.Builder body) {
        return body.expirationTime(Date.from(now.plusSeconds(60)));
    }

    private static String sign(
            JWSAlgorithm algorithm,
            @org.jspecify.annotations.Nullable String kid,
            JWTClaimsSet.Builder body)
            throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT);
        if (kid != null) {
            header.keyID(kid);
        }
        SignedJWT jwt = new SignedJWT(header.build(), body.build());
        jwt.sign(new MACSigner(KEY.secret()));
        return jwt.serialize();
    }

    private ErrorCode refusal(String token) {
        return assertThrows(RejectedException.class, () -> tokens.verify(token)).code();
    }
}
