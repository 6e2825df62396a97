package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.ice4j.StunException;
import org.ice4j.StunMessageEvent;
import org.ice4j.StunResponseEvent;
import org.ice4j.StunTimeoutEvent;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.CandidateHarvester;
import org.ice4j.ice.harvest.HarvestStatistics;
import org.ice4j.message.Message;
import org.ice4j.message.Response;
import org.ice4j.stack.RawMessage;
import org.ice4j.stack.StunStack;
import org.jspecify.annotations.Nullable;

/// The checking half of full ICE (RFC 8445 §6, §7.2) for one generation of credentials: an ice4j
/// agent that pairs candidates, chooses whom to check when, and nominates where that falls to us.
/// What it sends goes through the loop, in the loop's time.
///
/// ice4j's pace maker runs on threads of its own; everything here belongs to the loop.
final class IceAgent {
    /// Sends what the agent wants to send.
    @FunctionalInterface
    interface Sender {
        void send(AgentCheck check);
    }

    /// Between two checks of an agent (RFC 8445 §14.2); ice4j's own 20 ms cost four times as much
    /// while nobody answers.
    private static final long PACE_MILLIS = 50;

    /// After it, what checks have found stays; those the peer has not answered go on so long.
    private static final long TERMINATION_NANOS = 1_000_000_000L;

    /// Who has not come until now comes with his own check, or with a restart.
    private static final long LIFETIME_NANOS = 30_000_000_000L;

    /// As many as an offer may hold, however they come.
    private static final int MAX_CANDIDATES = 32;

    private static final String STREAM = "media";

    private final List<TransportAddress> locals;
    private final LoopStunStack stack;
    private final LoopAgent agent;
    private final List<AgentCheck> checks = new ArrayList<>();
    private long endNanos;
    private boolean established;

    /// Assigns its stack before the constructor of ice4j's agent asks for it.
    private static final class LoopAgent extends Agent {
        private final LoopStunStack loopStack;

        LoopAgent(LoopStunStack stack) {
            loopStack = stack;
            super(null, new SilentLogger());
        }

        @Override
        public StunStack getStunStack() {
            return loopStack;
        }
    }

    /// Gives the agent the loop's addresses, without sockets.
    private record Addresses(List<TransportAddress> locals, HarvestStatistics statistics)
            implements CandidateHarvester {
        @Override
        public Collection<LocalCandidate> harvest(Component component) {
            List<LocalCandidate> candidates = new ArrayList<>();
            for (TransportAddress local : locals) {
                LocalCandidate candidate = new HostCandidate(local, component);
                component.addLocalCandidate(candidate);
                candidates.add(candidate);
            }
            return candidates;
        }

        @Override
        public HarvestStatistics getHarvestStatistics() {
            return statistics;
        }

        @Override
        public boolean isHostHarvester() {
            return true;
        }
    }

    private IceAgent(List<TransportAddress> locals, IceCredentials remote, Runnable wakeUp) {
        this.locals = locals;
        stack = new LoopStunStack(locals, remote, wakeUp);
        agent = new LoopAgent(stack);
    }

    /// An agent that looks for its peer from now on.
    ///
    /// @param candidates of the peer's offer
    /// @param locals our UDP addresses, in the order of [NetworkPath#local]
    /// @param wakeUp called by any thread when [#onDeadline] has something to send
    static IceAgent start(
            IceCredentials remote,
            List<IceCandidate> candidates,
            List<InetSocketAddress> locals,
            long tieBreaker,
            Runnable wakeUp,
            long nowNanos) {
        Ice4j.prepare();
        List<TransportAddress> own =
                locals.stream().map(at -> address(at.getAddress(), at.getPort())).toList();
        IceAgent started = new IceAgent(own, remote, wakeUp);
        started.begin(remote, candidates, tieBreaker);
        started.endNanos = nowNanos + LIFETIME_NANOS;
        return started;
    }

    private void begin(IceCredentials remote, List<IceCandidate> candidates, long tieBreaker) {
        agent.setTieBreaker(tieBreaker);
        agent.setTa(PACE_MILLIS);
        agent.setUseDynamicPorts(false);
        agent.setControlling(false);
        agent.setNominationStrategy(NominationStrategy.NOMINATE_FIRST_VALID);
        agent.addCandidateHarvester(new Addresses(locals, new HarvestStatistics()));
        try {
            agent.createComponent(
                    agent.createMediaStream(STREAM), KeepAliveStrategy.SELECTED_ONLY, false);
        } catch (IOException impossible) {
            throw new IllegalStateException("an agent without sockets", impossible);
        }
        Component component = component();
        component.getParentStream().setRemoteUfrag(remote.ufrag());
        component.getParentStream().setRemotePassword(remote.password());
        for (IceCandidate candidate : candidates) {
            if (isUsable(candidate)) {
                component.addRemoteCandidate(remote(candidate, component));
            }
        }
        agent.startConnectivityEstablishment();
    }

    private Component component() {
        return agent.getStream(STREAM).getComponent(Component.RTP);
    }

    /// Looks for the peer at further addresses too.
    void add(List<IceCandidate> candidates) {
        Component component = component();
        int room = MAX_CANDIDATES - component.getRemoteCandidateCount();
        candidates.stream()
                .filter(this::isUsable)
                .limit(Math.max(0, room))
                .forEach(it -> component.addUpdateRemoteCandidates(remote(it, component)));
        component.updateRemoteCandidates();
    }

    private boolean isUsable(IceCandidate candidate) {
        return candidate.transport().equals("udp")
                && isReachable(InetAddress.ofLiteral(candidate.address()));
    }

    private static RemoteCandidate remote(IceCandidate candidate, Component component) {
        return new RemoteCandidate(
                address(InetAddress.ofLiteral(candidate.address()), candidate.port()),
                component,
                CandidateType.parse(candidate.type()),
                candidate.foundation(),
                candidate.priority(),
                null);
    }

    /// Not the peer's own machine, which would be ours, and not an address of one link only.
    private boolean isReachable(InetAddress remote) {
        if (!remote.isLoopbackAddress()) {
            return !remote.isLinkLocalAddress();
        }
        for (TransportAddress local : locals) {
            if (local.getAddress().isLoopbackAddress()) {
                return true;
            }
        }
        return false;
    }

    private static TransportAddress address(InetAddress address, int port) {
        return new TransportAddress(address, port, Transport.UDP);
    }

    IceCredentials localCredentials() {
        return new IceCredentials(agent.getLocalUfrag(), agent.getLocalPassword());
    }

    boolean controlling() {
        return agent.isControlling();
    }

    void controlling(boolean controlling) {
        if (agent.isControlling() != controlling) {
            agent.setControlling(controlling);
        }
    }

    /// A check of the peer has been answered.
    void onRequest(StunCodec.Check check, NetworkPath path, long nowNanos) {
        if (path.local() >= locals.size()) {
            return; // not UDP: whoever came in over TCP needs no check of ours
        }
        byte[] bytes = new byte[0]; // only looked at for a signature that is verified already
        RawMessage raw =
                RawMessage.build(
                        bytes,
                        0,
                        address(path.remote().getAddress(), path.remote().getPort()),
                        locals.get(path.local()));
        try {
            stack.deliver(new StunMessageEvent(stack, raw, check.request()));
        } catch (RuntimeException _) {
            // authentic, but without a PRIORITY: there is nothing to learn from it
        }
        noteState(nowNanos);
    }

    private void noteState(long nowNanos) {
        if (!established && agent.getState().isEstablished()) {
            established = true;
            endNanos = Math.min(endNanos, nowNanos + TERMINATION_NANOS);
        }
    }

    /// The check that this answers; null when it is none of ours.
    @Nullable AgentCheck answered(StunFrame frame, NetworkPath path) {
        for (AgentCheck check : checks) {
            if (frame.hasTransactionId(check.id.getBytes()) && check.path.equals(path)) {
                return check;
            }
        }
        return null;
    }

    /// An authentic answer has come.
    ///
    /// @return whether it is a success
    boolean onResponse(AgentCheck check, StunFrame frame, long nowNanos) {
        checks.remove(check);
        stack.done(check);
        byte[] covered = frame.covered();
        try {
            if (!(Message.decode(covered, 0, covered.length) instanceof Response response)) {
                return false;
            }
            TransportAddress from =
                    address(check.path.remote().getAddress(), check.path.remote().getPort());
            RawMessage raw = RawMessage.build(covered, covered.length, from, check.local);
            check.collector.processResponse(
                    new StunResponseEvent(stack, raw, response, check.request, check.id));
        } catch (StunException | RuntimeException _) {
            return false; // signed by the peer, yet not as it has to be
        }
        noteState(nowNanos);
        return frame.messageType() == Message.BINDING_SUCCESS_RESPONSE;
    }

    /// Whether there is nothing left to do for it; the owner frees it then.
    boolean isOver(long nowNanos) {
        return nowNanos >= endNanos || agent.getState() == IceProcessingState.FAILED;
    }

    long deadlineNanos() {
        long deadline = endNanos;
        for (AgentCheck check : checks) {
            deadline = Math.min(deadline, check.nextNanos());
        }
        return deadline;
    }

    /// Sends what is new and what has not been answered.
    void onDeadline(long nowNanos, Sender sender) {
        for (AgentCheck check = stack.poll(); check != null; check = stack.poll()) {
            check.start(nowNanos);
            checks.add(check);
        }
        for (AgentCheck check : List.copyOf(checks)) {
            if (check.nextNanos() > nowNanos) {
                continue;
            }
            if (check.next(nowNanos)) {
                if (check.sends()) {
                    sender.send(check);
                }
            } else {
                checks.remove(check);
                stack.done(check);
                check.collector.processTimeout(
                        new StunTimeoutEvent(stack, check.request, check.local, check.id));
            }
        }
    }

    void free() {
        agent.free();
        checks.clear();
        endNanos = Timed.NEVER;
    }
}
