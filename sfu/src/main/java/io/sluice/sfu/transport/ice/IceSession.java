package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/// ICE by the same rules in both modes: every check of the peer is answered here, each new address
/// is asked to answer one of ours, and media moves on nomination, or without when the old address
/// has fallen silent.
///
/// In lite mode (RFC 8445 §2.5) that is all. In full mode an [IceAgent] also sends checks to the
/// candidates of the offer, which opens the NAT we are behind; once it has found a way, or found
/// none, it is freed and the rules go on without it.
public final class IceSession implements IceTransport {
    /// Answers per second to requests that are not authentic: enough to tell a peer of its mistake.
    static final int MAX_ERRORS_PER_SECOND = 5;

    /// What checks may cost those who have not asked for them, in a [#UNASKED_WINDOW_NANOS]: all
    /// candidates an offer may hold, each asked until the agent gives up. They come from an offer,
    /// and who made it may have written a stranger's address into it (RFC 8445 §19.5.1).
    static final int MAX_UNASKED_BYTES = 32 * 1024;

    private static final long UNASKED_WINDOW_NANOS = 30_000_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int MAX_GENERATIONS = 2;
    private static final int TRANSACTION_ID_BYTES = 12;

    /// What full mode needs beyond lite.
    private record Full(List<InetSocketAddress> locals, Runnable wakeUp) {}

    private final RandomGenerator random;
    private final long tieBreaker;
    private final @Nullable Full full;
    private final List<IceGeneration> generations = new ArrayList<>(); // the newest last
    private final IcePaths paths = new IcePaths();
    private final Allowance errors;
    private final Allowance unasked;

    private IceSession(
            IceCredentials remote,
            List<IceCandidate> candidates,
            RandomGenerator random,
            @Nullable Full full,
            long nowNanos) {
        this.random = random;
        this.full = full;
        tieBreaker = random.nextLong();
        errors = new Allowance(MAX_ERRORS_PER_SECOND, SECOND_NANOS, nowNanos);
        unasked = new Allowance(MAX_UNASKED_BYTES, UNASKED_WINDOW_NANOS, nowNanos);
        generations.add(generation(remote, candidates, nowNanos));
    }

    /// A session with a peer that can reach us.
    ///
    /// @param random cryptographically strong: makes credentials and transaction ids
    public static IceSession lite(IceCredentials remote, RandomGenerator random) {
        return new IceSession(remote, List.of(), random, null, 0);
    }

    /// A session with a peer that has to be reached as well.
    ///
    /// @param candidates of the peer's offer
    /// @param locals our UDP addresses, in the order of [NetworkPath#local]
    /// @param wakeUp called by any thread when [#onDeadline] should be called, whatever the
    ///   deadline
    public static IceSession full(
            IceCredentials remote,
            List<IceCandidate> candidates,
            List<InetSocketAddress> locals,
            RandomGenerator random,
            Runnable wakeUp,
            long nowNanos) {
        Full mode = new Full(List.copyOf(locals), wakeUp);
        return new IceSession(remote, candidates, random, mode, nowNanos);
    }

    private IceGeneration generation(
            IceCredentials remote, List<IceCandidate> candidates, long nowNanos) {
        if (full == null) {
            return IceGeneration.lite(IceCredentialsFactory.create(random), remote);
        }
        return IceGeneration.full(
                IceAgent.start(
                        remote, candidates, full.locals(), tieBreaker, full.wakeUp(), nowNanos),
                remote);
    }

    @Override
    public void onStun(
            MemorySegment segment,
            long offset,
            int length,
            NetworkPath path,
            long nowNanos,
            Output out) {
        StunFrame frame = StunFrame.read(segment, offset, length);
        if (frame == null) {
            out.drop(DropReason.STUN_MALFORMED);
            return;
        }
        IcePath known = paths.find(path);
        if (known != null) {
            known.onReceived(length);
        }
        switch (frame.messageType()) {
            case Message.BINDING_REQUEST -> onRequest(frame, length, path, nowNanos, out);
            case Message.BINDING_SUCCESS_RESPONSE, Message.BINDING_ERROR_RESPONSE ->
                    onResponse(frame, length, path, nowNanos, out);
            case Message.BINDING_INDICATION -> {
                // keeps a NAT's mapping open and says nothing
            }
            default -> out.drop(DropReason.STUN_UNEXPECTED);
        }
    }

    private void onRequest(
            StunFrame frame, int length, NetworkPath path, long nowNanos, Output out) {
        if (!frame.hasIntegrity() || frame.username() == null) {
            refuse(StunCodec.badRequest(frame), length, path, nowNanos, out);
            return;
        }
        IceGeneration generation = generationOf(frame);
        if (generation == null) {
            refuse(StunCodec.unauthenticated(frame), length, path, nowNanos, out);
            return;
        }
        StunCodec.Check check = StunCodec.readCheck(frame);
        if (check == null) {
            out.drop(DropReason.STUN_MALFORMED);
            return;
        }
        IcePath known = paths.admit(path, length, nowNanos, out);
        if (known == null) {
            out.drop(DropReason.STUN_REFUSED);
            return;
        }
        if (check.unknown() != 0) {
            answer(StunCodec.unknownAttribute(check, generation.local), known, out);
            return;
        }
        if (!generation.settleRoles(check, tieBreaker)) {
            answer(StunCodec.roleConflict(check, generation.local), known, out);
            return;
        }
        answer(StunCodec.success(check, known.path.remote(), generation.local), known, out);
        use(generation, out);
        paths.heard(known, nowNanos, out);
        if (check.useCandidate() && !generation.controlling()) {
            paths.select(known, out);
        }
        IceAgent agent = generation.agent();
        if (agent != null) {
            agent.onRequest(check, known.path, nowNanos);
        }
        if (known.wantsProof()) {
            prove(known, generation, nowNanos, out);
        }
    }

    private @Nullable IceGeneration generationOf(StunFrame frame) {
        String username = frame.username();
        for (IceGeneration generation : generations) {
            if (generation.isNamedBy(username) && frame.isAuthentic(generation.local)) {
                return generation;
            }
        }
        return null;
    }

    private void onResponse(
            StunFrame frame, int length, NetworkPath path, long nowNanos, Output out) {
        IcePath known = paths.find(path);
        byte[] expected = known == null ? null : known.transactionId();
        IceGeneration asked = known == null ? null : known.asked();
        if (known != null
                && expected != null
                && asked != null
                && frame.hasTransactionId(expected)) {
            onProof(frame, known, asked, nowNanos, out);
            return;
        }
        for (IceGeneration generation : generations) {
            IceAgent agent = generation.agent();
            AgentCheck check = agent == null ? null : agent.answered(frame, path);
            if (agent != null && check != null) {
                onAnswer(frame, length, check, agent, generation, nowNanos, out);
                return;
            }
        }
        out.drop(DropReason.STUN_UNEXPECTED);
    }

    /// An address has answered what we asked it for the sake of its budget.
    private void onProof(
            StunFrame frame, IcePath known, IceGeneration asked, long nowNanos, Output out) {
        if (!frame.isAuthentic(asked.remote)) {
            out.drop(DropReason.STUN_UNAUTHENTICATED);
            return;
        }
        boolean conflict =
                frame.messageType() == Message.BINDING_ERROR_RESPONSE
                        && StunCodec.isRoleConflict(frame);
        if (conflict) {
            asked.onRoleConflict(known.askedAsControlling());
        }
        known.onProof();
        paths.heard(known, nowNanos, out);
    }

    /// A candidate has answered the agent, perhaps one that never sent us a check.
    private void onAnswer(
            StunFrame frame,
            int length,
            AgentCheck check,
            IceAgent agent,
            IceGeneration generation,
            long nowNanos,
            Output out) {
        if (!frame.isAuthentic(generation.remote)) {
            out.drop(DropReason.STUN_UNAUTHENTICATED);
            return;
        }
        IcePath known = paths.admit(check.path, length, nowNanos, out);
        if (known == null) {
            out.drop(DropReason.STUN_REFUSED);
            return;
        }
        known.onProof();
        paths.heard(known, nowNanos, out);
        boolean success = agent.onResponse(check, frame, nowNanos);
        if (!success && StunCodec.isRoleConflict(frame)) {
            generation.onRoleConflict(check.controlling());
        }
        if (success && check.nominates() && generation.controlling()) {
            paths.select(known, out);
        }
    }

    /// Not more than was asked with, and not often: whoever asks may not be who he says.
    private void refuse(
            byte[] error, int requestLength, NetworkPath path, long nowNanos, Output out) {
        out.drop(DropReason.STUN_UNAUTHENTICATED);
        if (error.length <= 3 * requestLength && errors.take(1, nowNanos)) {
            IcePath known = paths.find(path);
            if (known == null) {
                out.send(error, path.copy());
            } else {
                answer(error, known, out);
            }
        }
    }

    private static void answer(byte[] response, IcePath known, Output out) {
        if (known.spend(response.length)) {
            out.send(response, known.path);
        } else {
            out.drop(DropReason.UNPROVEN_ADDRESS);
        }
    }

    private void prove(IcePath known, IceGeneration generation, long nowNanos, Output out) {
        byte[] transactionId = new byte[TRANSACTION_ID_BYTES];
        random.nextBytes(transactionId);
        known.startProof(transactionId, generation, nowNanos);
        ask(known, nowNanos, out);
    }

    private void ask(IcePath known, long nowNanos, Output out) {
        byte[] transactionId = known.transactionId();
        IceGeneration asked = known.asked();
        if (transactionId == null || asked == null) {
            return;
        }
        byte[] request =
                StunCodec.check(
                        transactionId,
                        asked.local,
                        asked.remote,
                        known.askedAsControlling(),
                        tieBreaker);
        answer(request, known, out);
        known.onRequestSent(nowNanos);
    }

    /// To an address that has sent us something, within what it may be sent; to one that only the
    /// offer names, within what all of those may be sent.
    private void send(AgentCheck check, long nowNanos, Output out) {
        IcePath known = paths.find(check.path);
        if (known != null) {
            answer(check.datagram(), known, out);
        } else if (unasked.take(check.datagram().length, nowNanos)) {
            out.send(check.datagram(), check.path);
        } else {
            out.drop(DropReason.UNPROVEN_ADDRESS);
        }
    }

    /// A check with new credentials ends the old ones (RFC 8445 §9).
    private void use(IceGeneration used, Output out) {
        while (generations.getFirst() != used) {
            retire(out);
        }
    }

    private void retire(Output out) {
        IceGeneration oldest = generations.removeFirst();
        oldest.free();
        out.retire(oldest.local.ufrag());
    }

    @Override
    public boolean onReceived(NetworkPath path, int bytes) {
        IcePath known = paths.find(path);
        if (known == null) {
            return false;
        }
        known.onReceived(bytes);
        return true;
    }

    @Override
    public void onAuthenticated(NetworkPath path, long nowNanos, Output out) {
        IcePath known = paths.find(path);
        if (known != null) {
            paths.heard(known, nowNanos, out);
        }
    }

    @Override
    public boolean spend(NetworkPath path, int bytes) {
        IcePath known = paths.find(path);
        return known != null && known.spend(bytes);
    }

    @Override
    public @Nullable NetworkPath selected() {
        IcePath selected = paths.selected();
        return selected == null ? null : selected.path;
    }

    @Override
    public @Nullable NetworkPath known(NetworkPath path) {
        IcePath known = paths.find(path);
        return known == null ? null : known.path;
    }

    @Override
    public long lastHeardNanos() {
        return paths.lastHeardNanos();
    }

    @Override
    public long lastHeardNanos(NetworkPath path) {
        IcePath known = paths.find(path);
        return known == null ? Timed.NEVER : known.heardNanos;
    }

    @Override
    public void forget(NetworkPath path) {
        paths.forget(path);
    }

    @Override
    public IceCredentials localCredentials() {
        return generations.getLast().local;
    }

    @Override
    public IceCredentials restart(
            IceCredentials remote, List<IceCandidate> candidates, long nowNanos, Output out) {
        if (!generations.getLast().remote.equals(remote)) {
            generations.add(generation(remote, candidates, nowNanos));
            if (generations.size() > MAX_GENERATIONS) {
                retire(out);
            }
        }
        return localCredentials();
    }

    @Override
    public void addCandidates(String remoteUfrag, List<IceCandidate> candidates) {
        for (IceGeneration generation : generations) {
            IceAgent agent = generation.agent();
            if (agent != null && generation.remote.ufrag().equals(remoteUfrag)) {
                agent.add(candidates);
            }
        }
    }

    @Override
    public long deadlineNanos() {
        long deadline = paths.silenceDeadlineNanos();
        for (IcePath known : paths.all()) {
            deadline = Math.min(deadline, known.nextRequestNanos());
        }
        for (IceGeneration generation : generations) {
            IceAgent agent = generation.agent();
            deadline = agent == null ? deadline : Math.min(deadline, agent.deadlineNanos());
        }
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos, Output out) {
        for (IcePath known : paths.all()) {
            if (known.nextRequestNanos() <= nowNanos) {
                ask(known, nowNanos, out);
            }
        }
        for (IceGeneration generation : generations) {
            IceAgent agent = generation.agent();
            if (agent == null) {
                continue;
            }
            if (agent.isOver(nowNanos)) {
                generation.free();
            } else {
                agent.onDeadline(nowNanos, check -> send(check, nowNanos, out));
            }
        }
        paths.moveOnSilence(nowNanos, out);
    }

    @Override
    public void close() {
        generations.forEach(IceGeneration::free);
    }
}
