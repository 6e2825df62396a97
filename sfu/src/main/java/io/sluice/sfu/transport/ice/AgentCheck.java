package io.sluice.sfu.transport.ice;

import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import org.ice4j.ResponseCollector;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.message.Request;
import org.ice4j.stack.TransactionID;

/// A check of an [IceAgent] that waits for its answer (a client transaction of RFC 8489 §6.2.1).
final class AgentCheck {
    /// The first wait for an answer; doubles.
    private static final long FIRST_RETRY_NANOS = 100_000_000;

    /// Six in a little over six seconds.
    private static final int MAX_REQUESTS = 6;

    final TransactionID id;
    final Request request;
    final TransportAddress local;
    final ResponseCollector collector;
    final NetworkPath path;

    /// Signed, as it is sent.
    private final byte[] datagram;

    private int requests;
    private long nextNanos = Timed.NEVER;
    private volatile boolean cancelled;

    AgentCheck(
            TransactionID id,
            Request request,
            byte[] datagram,
            TransportAddress local,
            NetworkPath path,
            ResponseCollector collector) {
        this.id = id;
        this.request = request;
        this.datagram = datagram;
        this.local = local;
        this.path = path;
        this.collector = collector;
    }

    byte[] datagram() {
        return datagram;
    }

    boolean nominates() {
        return request.containsAttribute(Attribute.USE_CANDIDATE);
    }

    boolean controlling() {
        return request.containsAttribute(Attribute.ICE_CONTROLLING);
    }

    /// Not sent again; an answer still counts (RFC 8445 §7.3.1.4). Any thread may call it.
    void cancel() {
        cancelled = true;
    }

    void start(long nowNanos) {
        nextNanos = nowNanos;
    }

    /// When it is to be sent again, or is over.
    long nextNanos() {
        return nextNanos;
    }

    /// Counts a sending; false when there has been none to answer for too long.
    boolean next(long nowNanos) {
        if (requests == MAX_REQUESTS) {
            return false;
        }
        requests++;
        nextNanos = nowNanos + (FIRST_RETRY_NANOS << (requests - 1));
        return true;
    }

    boolean sends() {
        return !cancelled || requests == 0;
    }
}
