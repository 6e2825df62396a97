package io.sluice.sfu.transport.ice;

import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import org.jspecify.annotations.Nullable;

/// What an ICE session knows about one address of the peer that has passed a check.
final class IcePath {
    /// Until a UDP address has answered us it is sent at most so many times the bytes that came
    /// from it, so that a forged source address makes us no amplifier.
    private static final int UNPROVEN_FACTOR = 3;

    /// The first wait for an answer to a check of ours; doubles (RFC 8489 §6.2.1).
    private static final long FIRST_RETRY_NANOS = 100_000_000;

    private static final int MAX_REQUESTS = 7;

    final NetworkPath path;
    long heardNanos;
    private long received;
    private long sent;
    private boolean proven;
    private byte @Nullable [] transactionId;
    private @Nullable IceGeneration asked;
    private boolean askedAsControlling;
    private int requests;
    private long nextRequestNanos = Timed.NEVER;

    IcePath(NetworkPath path) {
        this.path = path;
        proven = path.tcp(); // by the handshake
    }

    void onReceived(int bytes) {
        received += bytes;
    }

    boolean spend(int bytes) {
        if (!proven && sent + bytes > UNPROVEN_FACTOR * received) {
            return false;
        }
        sent += bytes;
        return true;
    }

    boolean proven() {
        return proven;
    }

    /// Whether nothing is under way to prove this address.
    boolean wantsProof() {
        return !proven && nextRequestNanos == Timed.NEVER;
    }

    /// Starts asking. The generation's remote password is the key of the answer.
    void startProof(byte[] newTransactionId, IceGeneration generation, long nowNanos) {
        transactionId = newTransactionId;
        asked = generation;
        askedAsControlling = generation.controlling();
        requests = 0;
        nextRequestNanos = nowNanos;
    }

    byte @Nullable [] transactionId() {
        return transactionId;
    }

    @Nullable IceGeneration asked() {
        return asked;
    }

    /// In which role we asked.
    boolean askedAsControlling() {
        return askedAsControlling;
    }

    long nextRequestNanos() {
        return nextRequestNanos;
    }

    void onRequestSent(long nowNanos) {
        requests++;
        nextRequestNanos =
                requests < MAX_REQUESTS
                        ? nowNanos + (FIRST_RETRY_NANOS << (requests - 1))
                        : Timed.NEVER;
    }

    void onProof() {
        proven = true;
        transactionId = null;
        asked = null;
        nextRequestNanos = Timed.NEVER;
    }
}
