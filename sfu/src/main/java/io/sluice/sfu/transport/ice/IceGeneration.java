package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import org.jspecify.annotations.Nullable;

/// What holds between two restarts: the credentials of both sides, who of them nominates, and in
/// full mode the agent that checks.
final class IceGeneration {
    final IceCredentials local;
    final IceCredentials remote;
    private final boolean lite;
    private @Nullable IceAgent agent;
    private boolean controlling;

    private IceGeneration(
            IceCredentials local, IceCredentials remote, boolean lite, @Nullable IceAgent agent) {
        this.local = local;
        this.remote = remote;
        this.lite = lite;
        this.agent = agent;
    }

    /// A generation in which the peer alone looks for a way.
    static IceGeneration lite(IceCredentials local, IceCredentials remote) {
        return new IceGeneration(local, remote, true, null);
    }

    /// A generation in which both do. The peer has made the offer, so it nominates, unless it
    /// thinks otherwise.
    static IceGeneration full(IceAgent agent, IceCredentials remote) {
        return new IceGeneration(agent.localCredentials(), remote, false, agent);
    }

    boolean isNamedBy(@Nullable String username) {
        return (local.ufrag() + ":" + remote.ufrag()).equals(username);
    }

    @Nullable IceAgent agent() {
        return agent;
    }

    /// Whether we nominate.
    boolean controlling() {
        return controlling;
    }

    /// Settles who has which role (RFC 8445 §7.3.1.1).
    ///
    /// @return false when the peer has to take the other one
    boolean settleRoles(StunCodec.Check check, long tieBreaker) {
        boolean conflict =
                check.role()
                        == (controlling
                                ? StunCodec.Check.Role.CONTROLLING
                                : StunCodec.Check.Role.CONTROLLED);
        if (!conflict) {
            return true;
        }
        boolean greater = Long.compareUnsigned(tieBreaker, check.tieBreaker()) >= 0;
        if (lite || controlling == greater) {
            return false;
        }
        become(!controlling);
        return true;
    }

    /// The peer refused a check of ours because of our role.
    void onRoleConflict(boolean wasControlling) {
        if (!lite) {
            become(!wasControlling);
        }
    }

    private void become(boolean nominating) {
        controlling = nominating;
        if (agent != null) {
            agent.controlling(nominating);
        }
    }

    /// Ends the agent: from now on the rules of the session are enough.
    void free() {
        if (agent != null) {
            agent.free();
            agent = null;
        }
    }
}
