package io.sluice.sfu.sim;

import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.congestion.BandwidthUsage;
import io.sluice.sfu.congestion.CongestionController;
import io.sluice.sfu.congestion.ProbeCluster;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.PacketPacer;
import io.sluice.sfu.time.CycleTimes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The real estimator and the real pacer, fed by made-up sound and picture, over two links: what a
/// call to one receiver does to a network, without the media.
final class MeasuredSender implements Pacer.Stream, PacketPacer.Probing {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private static final int PACKET_BYTES = 1200;
    private static final long FRAME_NANOS = 33_333_333;
    private static final long FEEDBACK_NANOS = 50 * MILLI;

    final VirtualTime time;
    final CycleTimes cycles = new CycleTimes();
    final CongestionController congestion = new CongestionController(true, cycles);
    final PacketPacer pacer = new PacketPacer(this);
    final NetworkLink there;
    final NetworkLink back;
    final StarvedProcess receiver;

    /// One per tenth of a second.
    final List<Long> received = new ArrayList<>();

    final List<Long> targets = new ArrayList<>();

    /// The longest of each tenth of a second, for printing, and all with their times.
    final List<Long> longestDelays = new ArrayList<>();

    private final List<long[]> queueDelays = new ArrayList<>();
    private long longestDelay;
    final List<Boolean> overused = new ArrayList<>();

    final SoundWithRepairs sound;
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final TransportFeedback reader = new TransportFeedback();
    private final RtcpReader rtcp = new RtcpReader();
    private final TreeMap<Long, Long> arrivals = new TreeMap<>();
    private final MemorySegment memory = MemorySegment.ofArray(new byte[1500]);
    private long demandBps;
    private long sequence;
    private long reported;
    private int feedbackCount;
    private long index;
    private final TreeMap<Long, Integer> sizes = new TreeMap<>();
    private long receivedBytes;
    private long heldUntilNanos;

    MeasuredSender(VirtualTime time, NetworkLink there, NetworkLink back, long demandBps) {
        this.time = time;
        this.there = there;
        this.back = back;
        this.demandBps = demandBps;
        receiver = new StarvedProcess(time);
        sound = new SoundWithRepairs(this, time, 60 * MILLI);
        congestion.desired(demandBps, 0);
        there.onQueueDelay(nanos -> {
            queueDelays.add(new long[] {time.nowNanos(), nanos});
            longestDelay = Math.max(longestDelay, nanos);
        });
    }

    void demand(long bps) {
        demandBps = bps;
        congestion.desired(bps, time.nowNanos());
    }

    /// Starts everything that ticks.
    void start(boolean video) {
        time.every(MILLI, () -> whenRunning(this::tick));
        sound.start();
        if (video) {
            time.every(FRAME_NANOS, () -> whenRunning(this::picture));
        }
        time.every(FEEDBACK_NANOS, () -> receiver.run(this::feedback));
        time.every(100 * MILLI, this::sample);
    }

    /// From now on the sender is held up so often and so long, each time right after it has read
    /// its clock.
    void holdUp(long everyNanos, long nanos) {
        time.every(
                everyNanos,
                () -> {
                    heldUntilNanos = time.nowNanos() + nanos;
                    cycles.onCycle(time.nowNanos(), heldUntilNanos, heldUntilNanos);
                    picture();
                });
    }

    /// Does this now, or when the sender is no longer held up.
    void whenRunning(Runnable work) {
        if (time.nowNanos() < heldUntilNanos) {
            time.in(heldUntilNanos - time.nowNanos(), work);
        } else {
            work.run();
        }
    }

    private void tick() {
        long now = time.nowNanos();
        if (congestion.deadlineNanos() <= now) {
            congestion.onDeadline(now);
        }
        apply(now);
        if (pacer.deadlineNanos() <= now) {
            pacer.onDeadline(now);
        }
    }

    private void apply(long now) {
        pacer.rates(congestion.targetBps(), congestion.pacingBps(), congestion.paddingBps(), now);
        pacer.onProbe(now);
    }

    /// As a publisher whose layers fit what is allotted: never more than the target.
    private void picture() {
        long left = Math.max(0, congestion.targetBps() - SoundWithRepairs.bps());
        long rate = Math.min(demandBps, left);
        long bytes = rate * FRAME_NANOS / SECOND / 8;
        int timestamp = (int) (time.nowNanos() / 11_111);
        while (bytes > 0) {
            int size = (int) Math.min(bytes, PACKET_BYTES);
            bytes -= size;
            sizes.put(index, size);
            pacer.enqueue(this, Pacer.Priority.VIDEO, index++, size, timestamp, time.nowNanos());
        }
    }

    @Override
    public void transmit(long at, long nowNanos) {
        Integer size = sizes.remove(at);
        if (size == null) {
            throw new AssertionError("sent twice: " + at);
        }
        send(size, () -> {});
    }

    @Override
    public void repeat(long at, long nowNanos) {
        throw new AssertionError("nothing is asked for again");
    }

    @Override
    public void drop(long at, long nowNanos) {
        sizes.remove(at);
    }

    @Override
    public int pad(int bytes, long nowNanos) {
        send(bytes, () -> {});
        return bytes;
    }

    @Override
    public @Nullable ProbeCluster takeProbe() {
        return congestion.takeProbe();
    }

    /// A packet leaves; what to do when it arrives.
    void send(int bytes, Runnable arrived) {
        long number = sequence++;
        congestion.onSending((int) number & 0xffff, bytes, pacer.probe(), time.nowNanos());
        congestion.onSent(bytes, time.nowNanos());
        Runnable take =
                () -> {
                    receivedBytes += bytes;
                    arrivals.put(number, time.nowNanos());
                    arrived.run();
                };
        whenRunning(() -> there.send(bytes, () -> receiver.run(take)));
    }

    private void feedback() {
        arrivals.headMap(reported).clear();
        if (arrivals.isEmpty()) {
            return;
        }
        writer.begin(memory, 0, 1400, 1, 2, feedbackCount++, reported);
        for (var arrival : arrivals.entrySet()) {
            if (!writer.add(arrival.getKey(), arrival.getValue())) {
                break;
            }
            reported = arrival.getKey() + 1;
        }
        int length = writer.finish();
        byte[] message = new byte[length];
        MemorySegment.copy(memory, 0, MemorySegment.ofArray(message), 0, length);
        back.send(length, () -> whenRunning(() -> onFeedback(message)));
    }

    private void onFeedback(byte[] message) {
        rtcp.wrap(MemorySegment.ofArray(message), 0, message.length);
        if (rtcp.next() && reader.wrap(rtcp)) {
            congestion.onTransportFeedback(reader, time.nowNanos());
            apply(time.nowNanos());
        }
    }

    private void sample() {
        received.add(receivedBytes * 80);
        receivedBytes = 0;
        targets.add(congestion.targetBps());
        longestDelays.add(longestDelay);
        longestDelay = 0;
        overused.add(congestion.usage() == BandwidthUsage.OVERUSING);
    }

    /// What arrived from then to then, in seconds, bits per second.
    double meanReceived(double from, double to) {
        return received.subList((int) (from * 10), (int) (to * 10)).stream()
                .mapToLong(bps -> bps)
                .average()
                .orElseThrow();
    }

    /// The delay in the queue that this share of the packets had at most, in milliseconds.
    double queueDelay(double share, double from, double to) {
        long[] sorted =
                queueDelays.stream()
                        .filter(delay -> delay[0] >= from * SECOND && delay[0] < to * SECOND)
                        .mapToLong(delay -> delay[1])
                        .sorted()
                        .toArray();
        return sorted[(int) (share * (sorted.length - 1))] / 1e6;
    }

    double meanTarget(double from, double to) {
        return targets.subList((int) (from * 10), (int) (to * 10)).stream()
                .mapToLong(bps -> bps)
                .average()
                .orElseThrow();
    }

    double leastTarget(double from, double to) {
        return targets.subList((int) (from * 10), (int) (to * 10)).stream()
                .mapToLong(bps -> bps)
                .min()
                .orElseThrow();
    }

    /// How long after `from` the target is above this rate for good, in seconds; what is above it
    /// by less than a tenth is the search for the capacity.
    double secondsAbove(long bps, int from, int to) {
        int at = from * 10;
        while (at < to * 10 && targets.get(at) > bps * 1.1) {
            at++;
        }
        return (at - from * 10) / 10.0;
    }
}
