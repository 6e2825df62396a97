package io.sluice.signaling.token;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.sluice.signaling.message.RejectedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Whatever is given as a token, it opens what it says or is refused; only the signature opens.
class AccessTokensFuzzTest {
    /// When it looks for new inputs; otherwise it replays those it has.
    private static final long EXECUTIONS = 2_000_000;

    private static final SigningKey KEY =
            new SigningKey(
                    "k1", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    private static final AccessTokens TOKENS =
            new AccessTokens(List.of(KEY), () -> Instant.parse("2026-11-22T12:00:00Z"));

    /// The key stands in no corpus, so nothing may pass.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void whatIsNotSignedIsRefused(byte[] data) {
        String token = new String(data, StandardCharsets.UTF_8);
        assertThrows(RejectedException.class, () -> TOKENS.verify(token));
    }

    /// What another system signs may hold anything.
    @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
    void signedClaimsAreReadOrRefused(byte[] data) throws JOSEException {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.id()).build();
        JWSObject jws = new JWSObject(header, new Payload(data));
        jws.sign(new MACSigner(KEY.bytes()));
        AccessClaims claims;
        try {
            claims = TOKENS.verify(jws.serialize());
        } catch (RejectedException expected) {
            return;
        }
        assertFalse(claims.identity().isBlank());
        assertTrue(claims.identity().length() <= 128);
    }
}
