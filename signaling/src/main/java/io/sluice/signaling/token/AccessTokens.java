package io.sluice.signaling.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.token.AccessClaims.Grant;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Issues and checks tokens: JWT signed with HS256 and nothing else (RFC 7519, RFC 8725), by a key
/// that the token names in `kid`, with an expiry.
public final class AccessTokens {
    /// Clocks differ a little.
    private static final Duration LEEWAY = Duration.ofSeconds(10);

    private static final int MAX_IDENTITY = 128;

    private final Map<String, SigningKey> keys = new HashMap<>();
    private final InstantSource clock;

    public AccessTokens(List<SigningKey> keys, InstantSource clock) {
        for (SigningKey key : keys) {
            if (this.keys.put(key.id(), key) != null) {
                throw new IllegalArgumentException("two signing keys have the id " + key.id());
            }
        }
        this.clock = clock;
    }

    /// Whether there is a key at all.
    public boolean isConfigured() {
        return !keys.isEmpty();
    }

    /// Checks a token.
    ///
    /// @throws RejectedException when it is not ours, or expired
    public AccessClaims verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            SigningKey key = header.getKeyID() == null ? null : keys.get(header.getKeyID());
            // The algorithm is ours to choose, never the token's.
            if (key == null
                    || !JWSAlgorithm.HS256.equals(header.getAlgorithm())
                    || !jwt.verify(new MACVerifier(key.bytes()))) {
                throw invalid();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            checkTimes(claims);
            String identity = claims.getSubject();
            if (identity == null || identity.isBlank() || identity.length() > MAX_IDENTITY) {
                throw invalid();
            }
            Map<String, Object> video = claims.getJSONObjectClaim("video");
            return new AccessClaims(
                    identity,
                    claims.getStringClaim("name"),
                    grant(video == null ? Map.of() : video));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw invalid();
        }
    }

    private void checkTimes(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires == null) {
            throw invalid();
        }
        if (now.isAfter(expires.toInstant().plus(LEEWAY))) {
            throw new RejectedException(ErrorCode.TOKEN_EXPIRED, "The token has expired.");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant().minus(LEEWAY))) {
            throw invalid();
        }
    }

    private static Grant grant(Map<String, Object> video) {
        return new Grant(
                video.get("room") instanceof String room && !room.isEmpty() ? room : null,
                flag(video, "roomJoin", false),
                flag(video, "roomAdmin", false),
                flag(video, "canPublish", true),
                sources(video.get("canPublishSources")),
                flag(video, "canSubscribe", true),
                flag(video, "canPublishData", true),
                flag(video, "hidden", false),
                flag(video, "canGoLive", false),
                flag(video, "roomRecord", false));
    }

    /// A right that is not a truth value is not guessed at.
    private static boolean flag(Map<String, Object> video, String name, boolean absent) {
        Object value = video.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid();
    }

    private static List<TrackSource> sources(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> names)) {
            throw invalid();
        }
        List<TrackSource> sources = new ArrayList<>();
        for (Object name : names) {
            for (TrackSource source : TrackSource.values()) {
                if (source.name().toLowerCase(Locale.ROOT).equals(name)) {
                    sources.add(source);
                }
            }
        }
        if (sources.isEmpty() && !names.isEmpty()) {
            throw invalid();
        }
        return sources;
    }

    /// Issues a token.
    ///
    /// @param keyId which key signs it
    /// @throws IllegalArgumentException when there is no such key
    public String mint(String keyId, AccessClaims claims, Duration validity) {
        SigningKey key = keys.get(keyId);
        if (key == null) {
            throw new IllegalArgumentException("there is no signing key " + keyId);
        }
        Grant grant = claims.grant();
        Map<String, Object> video = new LinkedHashMap<>();
        if (grant.room() != null) {
            video.put("room", grant.room());
        }
        video.put("roomJoin", grant.roomJoin());
        video.put("roomAdmin", grant.roomAdmin());
        video.put("canPublish", grant.canPublish());
        if (!grant.publishSources().isEmpty()) {
            video.put(
                    "canPublishSources",
                    grant.publishSources().stream()
                            .map(source -> source.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
        video.put("canSubscribe", grant.canSubscribe());
        video.put("canPublishData", grant.canPublishData());
        video.put("hidden", grant.hidden());
        video.put("canGoLive", grant.canGoLive());
        video.put("roomRecord", grant.roomRecord());
        JWTClaimsSet.Builder body =
                new JWTClaimsSet.Builder()
                        .subject(claims.identity())
                        .expirationTime(Date.from(clock.instant().plus(validity)))
                        .claim("video", video);
        if (claims.name() != null) {
            body.claim("name", claims.name());
        }
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build(),
                        body.build());
        try {
            jwt.sign(new MACSigner(key.bytes()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
        return jwt.serialize();
    }

    private static RejectedException invalid() {
        return new RejectedException(ErrorCode.TOKEN_INVALID, "The token is not valid here.");
    }
}
