package io.sluice.signaling.session;

import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage.Join;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.Rights;
import io.sluice.signaling.message.Text;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.AccessTokens;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides who may join and with which rights.
final class AccessPolicy {
    /// Who joins, before there is a participant.
    ///
    /// @param identity null for a guest, who gets one made by the server
    /// @param nameFixed whether the token chose the name
    record Admission(
            @Nullable String identity,
            String name,
            boolean nameFixed,
            Rights rights,
            boolean hidden) {
        private static final Set<TrackSource> PUBLISHED =
                EnumSet.of(TrackSource.MICROPHONE, TrackSource.CAMERA);

        /// The same person's software that only sends (WHIP): it has no hands for anything else.
        Admission asPublisher() {
            List<TrackSource> sources =
                    rights.publish().stream().filter(PUBLISHED::contains).toList();
            if (hidden || sources.isEmpty()) {
                throw new RejectedException(ErrorCode.NOT_ALLOWED, "You may not publish here.");
            }
            return new Admission(
                    identity,
                    name,
                    nameFixed,
                    new Rights(sources, false, false, false, false, false),
                    false);
        }

        /// The same person's software that only watches (WHEP). It is nobody in the room: who
        /// watches with a person's token does not take that person's place.
        Admission asViewer() {
            if (!rights.subscribe()) {
                throw new RejectedException(ErrorCode.NOT_ALLOWED, "You may not watch here.");
            }
            return new Admission(
                    null,
                    name,
                    nameFixed,
                    new Rights(List.of(), true, false, false, false, false),
                    true);
        }
    }

    private final SignalingConfig.Access access;
    private final AccessTokens tokens;

    AccessPolicy(SignalingConfig.Access access, AccessTokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /// Whether this client may join without a token.
    boolean isOpenTo(Peer peer) {
        return access.open() || (!tokens.isConfigured() && peer.local());
    }

    /// Whether this client may join at all, with or without a token.
    boolean mayAdmit(Peer peer) {
        return tokens.isConfigured() || isOpenTo(peer);
    }

    /// Whether a room without a host gets one: where nobody issues tokens, nobody else can.
    boolean electsHosts() {
        return !tokens.isConfigured();
    }

    Admission admit(Join join, RoomName room, Peer peer) {
        return admit(join.token(), join.name(), room, peer);
    }

    /// @param given the name the client chose, or null when it chose none
    Admission admit(@Nullable String token, @Nullable String given, RoomName room, Peer peer) {
        if (token != null) {
            return admitBearer(token, given, room, peer);
        }
        if (!isOpenTo(peer)) {
            throw new RejectedException(
                    ErrorCode.TOKEN_REQUIRED, "This server needs a token to join.");
        }
        if (given == null) {
            throw new RejectedException(ErrorCode.BAD_NAME, "A name is needed.");
        }
        return new Admission(null, given, false, Rights.GUEST, false);
    }

    private Admission admitBearer(String token, @Nullable String given, RoomName room, Peer peer) {
        if (!peer.confidential()) {
            throw new RejectedException(
                    ErrorCode.TOKEN_INVALID, "A token is taken over HTTPS only.");
        }
        AccessClaims claims = tokens.verify(token);
        AccessClaims.Grant grant = claims.grant();
        if (!grant.roomJoin() || grant.room() == null || !isSame(grant.room(), room)) {
            throw new RejectedException(
                    ErrorCode.NOT_ALLOWED, "The token does not let you into this room.");
        }
        Rights rights =
                new Rights(
                        grant.hidden() ? List.of() : grant.publishable(),
                        grant.canSubscribe(),
                        grant.canPublishData(),
                        grant.roomAdmin(),
                        grant.canGoLive(),
                        grant.roomRecord());
        String tokenName = claims.name();
        if (tokenName != null) {
            return new Admission(
                    claims.identity(), Text.name(tokenName), true, rights, grant.hidden());
        }
        String name = given != null ? given : Text.name(claims.identity());
        return new Admission(claims.identity(), name, false, rights, grant.hidden());
    }

    private static boolean isSame(String granted, RoomName room) {
        try {
            return RoomName.of(granted).equals(room);
        } catch (RejectedException e) {
            return false;
        }
    }
}
