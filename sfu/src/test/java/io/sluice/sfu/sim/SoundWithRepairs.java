package io.sluice.sfu.sim;

import io.sluice.sfu.receive.NackGenerator;
import io.sluice.sfu.send.Pacer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The sound of a call: frames of 20 ms, each packet with the frame before as redundancy (RFC
/// 2198), asked for again where both are missing.
final class SoundWithRepairs implements Pacer.Stream {
    private static final long FRAME_NANOS = 20_000_000;
    private static final int BYTES = 180;

    private final MeasuredSender sender;
    private final VirtualTime time;
    private final NackGenerator requests = new NackGenerator();
    private final Map<Long, Long> repeatedNanos = new HashMap<>();
    private final long roundTripNanos;
    private long next;

    /// How long after it was made each frame arrived, by the time it was made.
    private final TreeMap<Long, Long> delays = new TreeMap<>();

    SoundWithRepairs(MeasuredSender sender, VirtualTime time, long roundTripNanos) {
        this.sender = sender;
        this.time = time;
        this.roundTripNanos = roundTripNanos;
        requests.onRoundTrip(roundTripNanos);
    }

    /// On the wire, bits per second, repairs aside.
    static long bps() {
        return BYTES * 8L * 1_000_000_000L / FRAME_NANOS;
    }

    void start() {
        time.every(FRAME_NANOS, () -> sender.whenRunning(this::frame));
        time.every(5_000_000, this::ask);
    }

    /// The share of the frames made in this time that could be played within so long.
    double within(long nanos, long fromNanos, long toNanos) {
        long intime =
                delays.subMap(fromNanos, toNanos).values().stream()
                        .filter(delay -> delay <= nanos)
                        .count();
        return (double) intime * FRAME_NANOS / (toNanos - fromNanos);
    }

    private void frame() {
        sender.pacer.enqueue(this, Pacer.Priority.AUDIO, next++, BYTES, 0, time.nowNanos());
    }

    private void ask() {
        requests.onDeadline(time.nowNanos(), frame -> sender.back.send(40, () -> onRequest(frame)));
    }

    private void onRequest(long frame) {
        long now = time.nowNanos();
        Long before = repeatedNanos.get(frame);
        if (before == null || now - before >= roundTripNanos) {
            repeatedNanos.put(frame, now);
            sender.pacer.enqueue(this, Pacer.Priority.AUDIO_RETRANSMISSION, frame, BYTES, 0, now);
        }
    }

    @Override
    public void transmit(long index, long nowNanos) {
        sender.send(BYTES, () -> onPacket(index));
    }

    @Override
    public void repeat(long index, long nowNanos) {
        sender.send(BYTES, () -> onPacket(index));
    }

    private void onPacket(long index) {
        requests.onPacket(index, time.nowNanos());
        onFrame(index);
        onFrame(index - 1);
    }

    private void onFrame(long index) {
        if (index >= 0) {
            long made = index * FRAME_NANOS;
            delays.putIfAbsent(made, time.nowNanos() - made);
        }
    }

    @Override
    public void drop(long index, long nowNanos) {
        throw new AssertionError("sound is never dropped");
    }

    @Override
    public int pad(int bytes, long nowNanos) {
        return 0;
    }
}
