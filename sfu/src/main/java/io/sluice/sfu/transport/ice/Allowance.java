package io.sluice.sfu.transport.ice;

/// So much in a time, then nothing until the next.
final class Allowance {
    private final int amount;
    private final long windowNanos;
    private long startNanos;
    private int taken;

    Allowance(int amount, long windowNanos, long nowNanos) {
        this.amount = amount;
        this.windowNanos = windowNanos;
        startNanos = nowNanos;
    }

    /// False when there is not so much left.
    boolean take(int wanted, long nowNanos) {
        if (nowNanos - startNanos >= windowNanos) {
            startNanos = nowNanos;
            taken = 0;
        }
        if (taken + wanted > amount) {
            return false;
        }
        taken += wanted;
        return true;
    }
}
