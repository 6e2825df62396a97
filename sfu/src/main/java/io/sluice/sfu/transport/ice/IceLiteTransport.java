package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/// ICE of a server that everybody can reach (RFC 8445 §2.5, "lite"): the peer checks and nominates,
/// we answer.
///
/// Beyond lite, each new address is asked to answer a check of ours, and media moves without
/// nomination when the old address has fallen silent.
public final class IceLiteTransport implements IceTransport {
    /// After such a silence of the old address, any checked one is better.
    static final long SILENCE_NANOS = 2_000_000_000L;

    /// A peer has a few interfaces and two address families; more is somebody playing.
    static final int MAX_PATHS = 16;

    /// Answers per second to requests that are not authentic: enough to tell a peer of its mistake.
    static final int MAX_ERRORS_PER_SECOND = 5;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int MAX_GENERATIONS = 2;
    private static final int TRANSACTION_ID_BYTES = 12;

    /// The credentials of both sides between two restarts.
    private record Generation(IceCredentials local, IceCredentials remote) {
        boolean isNamedBy(@Nullable String username) {
            return (local.ufrag() + ":" + remote.ufrag()).equals(username);
        }
    }

    private final RandomGenerator random;
    private final long tieBreaker;
    private final List<Generation> generations = new ArrayList<>(); // the newest last
    private final List<IcePath> paths = new ArrayList<>();
    private @Nullable IcePath selected;
    private long lastHeardNanos = Timed.NEVER;
    private long errorWindowNanos;
    private int errors;

    /// A session with the peer of these credentials.
    ///
    /// @param random cryptographically strong: makes credentials and transaction ids
    public IceLiteTransport(IceCredentials remote, RandomGenerator random) {
        this.random = random;
        tieBreaker = random.nextLong();
        generations.add(new Generation(IceCredentialsFactory.create(random), remote));
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
        IcePath known = find(path);
        if (known != null) {
            known.onReceived(length);
        }
        switch (frame.messageType()) {
            case Message.BINDING_REQUEST -> onRequest(frame, length, path, nowNanos, out);
            case Message.BINDING_SUCCESS_RESPONSE, Message.BINDING_ERROR_RESPONSE ->
                    onResponse(frame, path, nowNanos, out);
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
        Generation generation = generationOf(frame);
        if (generation == null) {
            refuse(StunCodec.unauthenticated(frame), length, path, nowNanos, out);
            return;
        }
        StunCodec.Check check = StunCodec.readCheck(frame);
        if (check == null) {
            out.drop(DropReason.STUN_MALFORMED);
            return;
        }
        IcePath known = admit(path, length, nowNanos, out);
        if (known == null) {
            out.drop(DropReason.STUN_REFUSED);
            return;
        }
        if (check.unknown() != 0) {
            answer(StunCodec.unknownAttribute(check, generation.local()), known, out);
            return;
        }
        if (check.controlled()) {
            answer(StunCodec.roleConflict(check, generation.local()), known, out);
            return;
        }
        answer(StunCodec.success(check, known.path.remote(), generation.local()), known, out);
        use(generation, out);
        heard(known, nowNanos, out);
        if (check.useCandidate()) {
            select(known, out);
        }
        if (known.wantsProof()) {
            byte[] transactionId = new byte[TRANSACTION_ID_BYTES];
            random.nextBytes(transactionId);
            known.startProof(transactionId, generation.remote(), nowNanos);
            ask(known, nowNanos, out);
        }
    }

    private @Nullable Generation generationOf(StunFrame frame) {
        String username = frame.username();
        for (Generation generation : generations) {
            if (generation.isNamedBy(username) && frame.isAuthentic(generation.local())) {
                return generation;
            }
        }
        return null;
    }

    private void onResponse(StunFrame frame, NetworkPath path, long nowNanos, Output out) {
        IcePath known = find(path);
        byte[] expected = known == null ? null : known.transactionId();
        IceCredentials peer = known == null ? null : known.peer();
        if (known == null
                || expected == null
                || peer == null
                || !frame.hasTransactionId(expected)) {
            out.drop(DropReason.STUN_UNEXPECTED);
            return;
        }
        if (!frame.isAuthentic(peer)) {
            out.drop(DropReason.STUN_UNAUTHENTICATED);
            return;
        }
        known.onProof();
        heard(known, nowNanos, out);
    }

    /// Not more than was asked with, and not often: whoever asks may not be who he says.
    private void refuse(
            byte[] error, int requestLength, NetworkPath path, long nowNanos, Output out) {
        out.drop(DropReason.STUN_UNAUTHENTICATED);
        if (nowNanos - errorWindowNanos >= SECOND_NANOS) {
            errorWindowNanos = nowNanos;
            errors = 0;
        }
        if (errors < MAX_ERRORS_PER_SECOND && error.length <= 3 * requestLength) {
            errors++;
            IcePath known = find(path);
            if (known == null) {
                out.send(error, path.copy());
            } else {
                answer(error, known, out);
            }
        }
    }

    private @Nullable IcePath admit(NetworkPath path, int length, long nowNanos, Output out) {
        IcePath known = find(path);
        if (known != null) {
            return known;
        }
        if (paths.size() == MAX_PATHS && !releaseSilent(nowNanos, out)) {
            return null;
        }
        NetworkPath own = path.copy();
        if (!out.admit(own)) {
            return null;
        }
        IcePath added = new IcePath(own);
        added.onReceived(length);
        added.heardNanos = nowNanos;
        paths.add(added);
        return added;
    }

    private boolean releaseSilent(long nowNanos, Output out) {
        IcePath oldest = null;
        for (IcePath candidate : paths) {
            if (candidate != selected
                    && (oldest == null || candidate.heardNanos < oldest.heardNanos)) {
                oldest = candidate;
            }
        }
        if (oldest == null || nowNanos - oldest.heardNanos < SILENCE_NANOS) {
            return false;
        }
        paths.remove(oldest);
        out.release(oldest.path);
        return true;
    }

    private void answer(byte[] response, IcePath known, Output out) {
        if (known.spend(response.length)) {
            out.send(response, known.path);
        } else {
            out.drop(DropReason.UNPROVEN_ADDRESS);
        }
    }

    private void ask(IcePath known, long nowNanos, Output out) {
        byte[] transactionId = known.transactionId();
        IceCredentials peer = known.peer();
        if (transactionId == null || peer == null) {
            return;
        }
        byte[] request = StunCodec.check(transactionId, localOf(peer), peer, tieBreaker);
        answer(request, known, out);
        known.onRequestSent(nowNanos);
    }

    private IceCredentials localOf(IceCredentials remote) {
        for (Generation generation : generations) {
            if (generation.remote().equals(remote)) {
                return generation.local();
            }
        }
        return localCredentials();
    }

    /// A check with new credentials ends the old ones (RFC 8445 §9).
    private void use(Generation used, Output out) {
        while (!generations.getFirst().equals(used)) {
            out.retire(generations.removeFirst().local().ufrag());
        }
    }

    private void heard(IcePath known, long nowNanos, Output out) {
        known.heardNanos = nowNanos;
        lastHeardNanos = nowNanos;
        moveOnSilence(nowNanos, out);
    }

    private void moveOnSilence(long nowNanos, Output out) {
        if (nowNanos >= silenceDeadlineNanos()) {
            IcePath next = freshestOther();
            if (next != null) {
                select(next, out);
            }
        }
    }

    /// When the selected address will have been silent too long, another one having been heard
    /// since.
    private long silenceDeadlineNanos() {
        IcePath next = freshestOther();
        return selected == null || next == null || next.heardNanos <= selected.heardNanos
                ? Timed.NEVER
                : selected.heardNanos + SILENCE_NANOS;
    }

    private @Nullable IcePath freshestOther() {
        IcePath freshest = null;
        for (int i = 0; i < paths.size(); i++) {
            IcePath candidate = paths.get(i);
            if (candidate != selected
                    && (freshest == null || candidate.heardNanos > freshest.heardNanos)) {
                freshest = candidate;
            }
        }
        return freshest;
    }

    private void select(IcePath known, Output out) {
        if (selected != known) {
            selected = known;
            out.select(known.path);
        }
    }

    @Override
    public boolean onReceived(NetworkPath path, int bytes) {
        IcePath known = find(path);
        if (known == null) {
            return false;
        }
        known.onReceived(bytes);
        return true;
    }

    @Override
    public void onAuthenticated(NetworkPath path, long nowNanos, Output out) {
        IcePath known = find(path);
        if (known == null) {
            return;
        }
        if (known == selected) {
            known.heardNanos = nowNanos;
            lastHeardNanos = nowNanos;
        } else {
            heard(known, nowNanos, out);
        }
    }

    @Override
    public boolean spend(NetworkPath path, int bytes) {
        IcePath known = find(path);
        return known != null && known.spend(bytes);
    }

    private @Nullable IcePath find(NetworkPath path) {
        if (selected != null && selected.path.equals(path)) {
            return selected;
        }
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).path.equals(path)) {
                return paths.get(i);
            }
        }
        return null;
    }

    @Override
    public @Nullable NetworkPath selected() {
        return selected == null ? null : selected.path;
    }

    @Override
    public @Nullable NetworkPath known(NetworkPath path) {
        IcePath known = find(path);
        return known == null ? null : known.path;
    }

    @Override
    public long lastHeardNanos() {
        return lastHeardNanos;
    }

    @Override
    public long lastHeardNanos(NetworkPath path) {
        IcePath known = find(path);
        return known == null ? Timed.NEVER : known.heardNanos;
    }

    @Override
    public void forget(NetworkPath path) {
        IcePath known = find(path);
        if (known == null) {
            return;
        }
        paths.remove(known);
        if (selected == known) {
            selected = null;
        }
    }

    @Override
    public IceCredentials localCredentials() {
        return generations.getLast().local();
    }

    @Override
    public IceCredentials restart(IceCredentials remote, Output out) {
        if (!generations.getLast().remote().equals(remote)) {
            generations.add(new Generation(IceCredentialsFactory.create(random), remote));
            if (generations.size() > MAX_GENERATIONS) {
                out.retire(generations.removeFirst().local().ufrag());
            }
        }
        return localCredentials();
    }

    @Override
    public long deadlineNanos() {
        long deadline = silenceDeadlineNanos();
        for (IcePath known : paths) {
            deadline = Math.min(deadline, known.nextRequestNanos());
        }
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos, Output out) {
        for (IcePath known : paths) {
            if (known.nextRequestNanos() <= nowNanos) {
                ask(known, nowNanos, out);
            }
        }
        moveOnSilence(nowNanos, out);
    }
}
