package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/// Learns under which addresses the sockets of a loop are seen from outside a NAT, by asking STUN
/// servers from those sockets (RFC 8489 §2, RFC 8445 §5.1.1.2), and keeps the NAT from forgetting
/// them.
///
/// Sans-IO: time comes in as an argument, the rest goes out through [Output].
public final class ReflexiveAddresses implements Timed {
    /// What asking leads to.
    public interface Output {
        void send(byte[] request, NetworkPath path);

        /// No server has answered for a whole round. Told once, until one answers again.
        void onSilence();
    }

    /// NATs keep a mapping for 30 s at the least in practice (RFC 4787 §4.3 wants 2 minutes).
    private static final long ROUND_NANOS = 25_000_000_000L;

    private static final long FIRST_RETRY_NANOS = 500_000_000L;

    /// RFC 8489 §6.2.1, cut short: the next server may be there.
    private static final int MAX_REQUESTS = 5;

    /// So many rounds without an answer, and the address is not ours any more.
    private static final long EXPIRY_NANOS = 3 * ROUND_NANOS;

    private static final int TRANSACTION_ID_BYTES = 12;

    /// RFC 8445 §5.1.2.1: the type preference of a server-reflexive candidate.
    private static final long PREFERENCE = 100;

    private static final long MAX_LOCAL_PREFERENCE = 65_535;

    private final List<Asker> askers = new ArrayList<>();
    private final RandomGenerator random;
    private final Output out;
    private List<InetSocketAddress> servers = List.of();
    private boolean silent;

    /// What is known of one socket.
    private static final class Asker {
        final int local;
        final InetSocketAddress bound;
        byte @Nullable [] transactionId;
        @Nullable NetworkPath path;
        int server;
        int requests;
        long nextNanos;
        @Nullable InetSocketAddress mapped;
        long mappedNanos;

        Asker(int local, InetSocketAddress bound) {
            this.local = local;
            this.bound = bound;
        }
    }

    /// Asks nobody until there are [#servers].
    ///
    /// @param bound the sockets, in the order of [NetworkPath#local]
    /// @param random cryptographically strong: makes transaction ids
    public ReflexiveAddresses(List<InetSocketAddress> bound, RandomGenerator random, Output out) {
        this.random = random;
        this.out = out;
        for (int local = 0; local < bound.size(); local++) {
            if (!bound.get(local).getAddress().isLoopbackAddress()) {
                askers.add(new Asker(local, bound.get(local)));
            }
        }
    }

    /// The servers as they are found now. The same as before change nothing.
    public void servers(List<InetSocketAddress> found, long nowNanos) {
        if (found.equals(servers)) {
            return;
        }
        boolean first = servers.isEmpty();
        servers = List.copyOf(found);
        for (Asker asker : askers) {
            if (first || asker.mapped == null) {
                asker.server = 0;
                begin(asker, nowNanos);
            }
        }
    }

    /// Whether this was an answer to a question of ours, which is taken then.
    public boolean onStun(
            MemorySegment segment, long offset, int length, NetworkPath path, long nowNanos) {
        StunFrame frame = StunFrame.read(segment, offset, length);
        if (frame == null || frame.messageType() != Message.BINDING_SUCCESS_RESPONSE) {
            return false;
        }
        for (Asker asker : askers) {
            byte[] asked = asker.transactionId;
            if (asked == null || !path.equals(asker.path) || !frame.hasTransactionId(asked)) {
                continue;
            }
            InetSocketAddress mapped = StunCodec.mappedAddress(frame);
            if (mapped != null) {
                asker.mapped = mapped;
                asker.mappedNanos = nowNanos;
                asker.transactionId = null;
                asker.nextNanos = nowNanos + ROUND_NANOS;
                silent = false;
            }
            return true;
        }
        return false;
    }

    /// The addresses outside, for answers; without those that are no others than inside.
    public List<IceCandidate> candidates() {
        List<IceCandidate> candidates = new ArrayList<>();
        for (Asker asker : askers) {
            InetSocketAddress mapped = asker.mapped;
            if (mapped == null || mapped.equals(asker.bound)) {
                continue;
            }
            long local = MAX_LOCAL_PREFERENCE - candidates.size();
            candidates.add(
                    new IceCandidate(
                            "srflx" + (candidates.size() + 1),
                            "udp",
                            PREFERENCE << 24 | local << 8 | 255,
                            mapped.getAddress().getHostAddress(),
                            mapped.getPort(),
                            "srflx"));
        }
        return candidates;
    }

    @Override
    public long deadlineNanos() {
        long deadline = NEVER;
        if (!servers.isEmpty()) {
            for (Asker asker : askers) {
                deadline = Math.min(deadline, asker.nextNanos);
            }
        }
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (servers.isEmpty()) {
            return;
        }
        for (Asker asker : askers) {
            if (asker.mapped != null && nowNanos - asker.mappedNanos >= EXPIRY_NANOS) {
                asker.mapped = null;
            }
            if (asker.nextNanos > nowNanos) {
                continue;
            }
            if (asker.transactionId == null) {
                begin(asker, nowNanos);
            } else if (asker.requests == MAX_REQUESTS) {
                giveUp(asker, nowNanos);
            } else {
                ask(asker, nowNanos);
            }
        }
    }

    /// Asks the asker's server, or the next one of its address family.
    private void begin(Asker asker, long nowNanos) {
        asker.transactionId = null;
        for (; asker.server < servers.size(); asker.server++) {
            InetSocketAddress server = servers.get(asker.server);
            if (server.getAddress().getClass() == asker.bound.getAddress().getClass()) {
                byte[] id = new byte[TRANSACTION_ID_BYTES];
                random.nextBytes(id);
                asker.transactionId = id;
                asker.path = NetworkPath.of(asker.local, server);
                asker.requests = 0;
                ask(asker, nowNanos);
                return;
            }
        }
        asker.server = 0;
        asker.nextNanos = nowNanos + ROUND_NANOS;
    }

    private void ask(Asker asker, long nowNanos) {
        byte[] id = asker.transactionId;
        NetworkPath path = asker.path;
        if (id == null || path == null) {
            return;
        }
        out.send(StunCodec.question(id), path);
        asker.requests++;
        asker.nextNanos = nowNanos + (FIRST_RETRY_NANOS << (asker.requests - 1));
    }

    private void giveUp(Asker asker, long nowNanos) {
        asker.server++;
        begin(asker, nowNanos);
        if (asker.transactionId == null && !silent && nobodyAnswers(nowNanos)) {
            silent = true;
            out.onSilence();
        }
    }

    private boolean nobodyAnswers(long nowNanos) {
        for (Asker asker : askers) {
            if (asker.mapped != null && nowNanos - asker.mappedNanos < 2 * ROUND_NANOS) {
                return false;
            }
        }
        return true;
    }
}
