package io.sluice.signaling.session;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;

/// Checks the admin token with which somebody claims the rights to a program. Of one session, and
/// confined to it.
final class ProducerClaims {
    /// Who is wrong so often guesses.
    private static final int MAX_WRONG = 5;

    private final SignalingConfig.Access access;
    private final Peer peer;
    private int wrong;

    ProducerClaims(SignalingConfig.Access access, Peer peer) {
        this.access = access;
        this.peer = peer;
    }

    /// @throws RejectedException unless it is the admin token
    void check(String given) {
        if (wrong >= MAX_WRONG) {
            throw new RejectedException(ErrorCode.TOO_FAST, "Too many wrong tokens.");
        }
        if (!peer.confidential()) {
            throw new RejectedException(
                    ErrorCode.NOT_ALLOWED, "The admin token is taken over HTTPS only.");
        }
        if (!access.isAdmin(given)) {
            wrong++;
            throw new RejectedException(ErrorCode.TOKEN_INVALID, "This is not the admin token.");
        }
    }
}
