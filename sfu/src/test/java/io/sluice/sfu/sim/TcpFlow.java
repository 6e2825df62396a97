package io.sluice.sfu.sim;

import java.util.TreeSet;

/// Somebody else's download: a window that grows by a packet each round trip and halves when one is
/// lost (Reno).
final class TcpFlow {
    private static final int PACKET_BYTES = 1460;
    private static final int DUPLICATES = 3;
    private static final long TIMEOUT_NANOS = 1_000_000_000;

    private final VirtualTime time;
    private final NetworkLink there;
    private final NetworkLink back;
    private final TreeSet<Long> flying = new TreeSet<>();
    private double window = 10;
    private double threshold = Double.MAX_VALUE;
    private long next;
    private long recoverUntil;
    private long acknowledgedNanos;
    private long receivedBytes;

    TcpFlow(VirtualTime time, NetworkLink there, NetworkLink back) {
        this.time = time;
        this.there = there;
        this.back = back;
    }

    void start() {
        acknowledgedNanos = time.nowNanos();
        time.every(100_000_000, this::checkTimeout);
        send();
    }

    long takeReceivedBytes() {
        long taken = receivedBytes;
        receivedBytes = 0;
        return taken;
    }

    private void send() {
        while (flying.size() < window) {
            long number = next++;
            flying.add(number);
            there.send(
                    PACKET_BYTES,
                    () -> {
                        receivedBytes += PACKET_BYTES;
                        back.send(40, () -> onAcknowledged(number));
                    });
        }
    }

    private void onAcknowledged(long number) {
        acknowledgedNanos = time.nowNanos();
        if (!flying.remove(number)) {
            return;
        }
        window += window < threshold ? 1 : 1 / window;
        while (!flying.isEmpty() && flying.first() + DUPLICATES < number) {
            long lost = flying.removeFirst();
            if (lost >= recoverUntil) {
                recoverUntil = next;
                window = Math.max(2, window / 2);
                threshold = window;
            }
        }
        send();
    }

    private void checkTimeout() {
        if (time.nowNanos() - acknowledgedNanos > TIMEOUT_NANOS) {
            acknowledgedNanos = time.nowNanos();
            flying.clear();
            recoverUntil = next;
            threshold = Math.max(2, window / 2);
            window = 2;
            send();
        }
    }
}
