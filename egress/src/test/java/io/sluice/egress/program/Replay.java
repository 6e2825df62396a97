package io.sluice.egress.program;

import io.sluice.egress.testing.Arrival;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Runs an engine in virtual time through what arrives.
final class Replay implements Engine.Requests {
    final List<Arrival> arrivals = new ArrayList<>();
    final TreeMap<Long, Runnable> actions = new TreeMap<>();
    final List<Integer> keyframeRequests = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    Predicate<Arrival> lost = _ -> false;
    private final RtpPacket packet = new RtpPacket();

    void add(List<Arrival> more) {
        arrivals.addAll(more);
        arrivals.sort(Comparator.comparingLong(Arrival::nanos));
    }

    /// What the other one sends, as if the same sender had gone on.
    static List<Arrival> continued(List<Arrival> before, List<Arrival> after) {
        Arrival last = pictures(before).getLast();
        Arrival first = pictures(after).getFirst();
        int sequences = sequence(last) + 1 - sequence(first);
        long ticks = timestamp(last) + 3000 - timestamp(first);
        for (Arrival arrival : pictures(after)) {
            Bytes.put16(arrival.packet, 2, (sequence(arrival) + sequences) & 0xffff);
            Bytes.put32(arrival.packet, 4, (timestamp(arrival) + ticks) & 0xffff_ffffL);
        }
        return pictures(after);
    }

    static List<Arrival> pictures(List<Arrival> of) {
        return of.stream().filter(arrival -> arrival.isVideo() && !arrival.rtcp).toList();
    }

    static int sequence(Arrival arrival) {
        return Bytes.unsigned16(arrival.packet, 2);
    }

    static long timestamp(Arrival arrival) {
        return Bytes.unsigned32(arrival.packet, 4);
    }

    void at(long nanos, Runnable action) {
        actions.put(nanos, action);
    }

    void run(Engine engine, long endNanos) {
        int next = 0;
        while (engine.deadlineNanos() <= endNanos) {
            long deadline = engine.deadlineNanos();
            while (!actions.isEmpty() && actions.firstKey() <= deadline) {
                actions.pollFirstEntry().getValue().run();
            }
            while (next < arrivals.size() && arrivals.get(next).nanos <= deadline) {
                deliver(engine, arrivals.get(next++));
            }
            engine.onDeadline(deadline);
        }
        engine.close();
    }

    private void deliver(Engine engine, Arrival arrival) {
        if (lost.test(arrival)) {
            return;
        }
        if (arrival.rtcp) {
            engine.onRtcp(arrival.stream, arrival.packet, 0, arrival.length());
        } else if (packet.wrap(arrival.packet, 0, arrival.length())) {
            engine.onRtp(arrival.stream, arrival.codec, packet, arrival.nanos);
        }
    }

    @Override
    public void keyframe(int stream) {
        keyframeRequests.add(stream);
    }

    @Override
    public void failed(String reason) {
        failures.add(reason);
    }
}
