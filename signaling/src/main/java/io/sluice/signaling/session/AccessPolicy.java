package io.sluice.signaling.session;

import io.sluice.signaling.message.ClientMessage.Join;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.Rights;
import io.sluice.signaling.message.Text;
import io.sluice.signaling.token.AccessClaims;
import io.sluice.signaling.token.AccessTokens;
import java.util.List;
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
            boolean hidden) {}

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
        if (join.token() != null) {
            return admit(join, join.token(), room, peer);
        }
        if (!isOpenTo(peer)) {
            throw new RejectedException(
                    ErrorCode.TOKEN_REQUIRED, "This server needs a token to join.");
        }
        if (join.name() == null) {
            throw new RejectedException(ErrorCode.BAD_NAME, "A name is needed.");
        }
        return new Admission(null, join.name(), false, Rights.GUEST, false);
    }

    private Admission admit(Join join, String token, RoomName room, Peer peer) {
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
                        grant.roomAdmin());
        String tokenName = claims.name();
        if (tokenName != null) {
            return new Admission(
                    claims.identity(), Text.name(tokenName), true, rights, grant.hidden());
        }
        String name = join.name() != null ? join.name() : Text.name(claims.identity());
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
