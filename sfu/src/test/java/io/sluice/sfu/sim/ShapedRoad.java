package io.sluice.sfu.sim;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the server sends to a browser goes over a link, and the browser says when it came. Notes
/// what arrives, and when.
final class ShapedRoad {
    private static final long MILLI = Meeting.MILLI;
    private static final int TRANSPORT_SEQUENCE_ID = 5;
    private static final long FEEDBACK_NANOS = 50 * MILLI;
    private static final int MAX_FEEDBACK_BYTES = 1400;

    final NetworkLink link;
    final Browser browser;

    /// That arrived, headers of RTP included.
    long bytes;

    /// Whether the browser says when packets came.
    boolean feedback = true;

    /// Of the browser, which takes packets and gives feedback.
    final StarvedProcess process;

    /// Who gets the packets in place of the browser.
    @Nullable Consumer<byte[]> taker;

    private final Meeting meeting;
    private final TreeMap<Long, Long> arrivals = new TreeMap<>();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final byte[] memory = new byte[MAX_FEEDBACK_BYTES];
    private final Map<Long, Integer> frames = new HashMap<>();
    private final Map<Long, Long> frameArrivals = new HashMap<>();
    private final List<Long> queueDelays = new ArrayList<>();
    private long reported;
    private long highest;
    private int count;

    /// @param browser has joined, and is not connected yet
    ShapedRoad(Meeting meeting, Browser browser, NetworkLink.Conditions conditions, long seed) {
        this(meeting, browser, new NetworkLink(meeting.time, seed, conditions));
    }

    /// @param link may be that of others too
    ShapedRoad(Meeting meeting, Browser browser, NetworkLink link) {
        this.meeting = meeting;
        this.browser = browser;
        this.link = link;
        process = new StarvedProcess(meeting.time);
        browser.connection()
                .peer(
                        this::send,
                        compound -> link.send(compound.length, () -> browser.onRtcp(compound)));
        meeting.time.every(FEEDBACK_NANOS, () -> process.run(this::report));
        link.onQueueDelay(queueDelays::add);
    }

    private void send(byte[] packet) {
        if (taker == null) {
            browser.receiver.begins(packet);
        }
        link.send(packet.length, () -> process.run(() -> arrive(packet)));
    }

    private void arrive(byte[] packet) {
        note(packet);
        if (taker == null) {
            browser.receiver.onRtp(packet);
        } else {
            taker.accept(packet);
        }
    }

    private void note(byte[] packet) {
        long now = meeting.time.nowNanos();
        bytes += packet.length;
        RtpPacket rtp = Fixtures.wrap(packet);
        int number = Bytes.unsigned16(rtp.segment(), rtp.extension(TRANSPORT_SEQUENCE_ID));
        long sequence = highest + (short) (number - (int) highest);
        highest = Math.max(highest, sequence);
        arrivals.put(sequence, now);
        Optional<Truth> truth = Truth.of(rtp);
        if (truth.isPresent() && truth.get().packet() == 0) {
            long frame = truth.get().source() << 32 | truth.get().frame();
            if (frameArrivals.putIfAbsent(frame, now) == null) {
                frames.merge(truth.get().source(), 1, Integer::sum);
            }
        }
    }

    private void report() {
        arrivals.headMap(reported).clear();
        if (arrivals.isEmpty() || !feedback) {
            return;
        }
        MemorySegment s = MemorySegment.ofArray(memory);
        writer.begin(s, 0, memory.length, 1, 2, count++ & 0xff, reported);
        arrivals.forEach((sequence, nanos) -> {
            if (writer.add(sequence, nanos)) {
                reported = sequence + 1;
            }
        });
        browser.sendRtcp(Arrays.copyOf(memory, writer.finish()));
    }

    /// Frames of a source that have begun to arrive.
    int frames(long source) {
        return frames.getOrDefault(source, 0);
    }

    /// The share of the sound these browsers sent from then to then, in nanoseconds, that was here
    /// in time.
    double soundInTime(List<Browser> from, long limitNanos, long begin, long end) {
        Set<Long> sources = new HashSet<>();
        from.forEach(browser -> sources.add(browser.audioSsrc()));
        long sent = 0;
        long inTime = 0;
        for (Map.Entry<Long, Long> capture : meeting.captures.entrySet()) {
            long at = capture.getValue();
            if (!sources.contains(capture.getKey() >>> 32) || at < begin || at >= end) {
                continue;
            }
            sent++;
            Long arrived = frameArrivals.get(capture.getKey());
            inTime += arrived != null && arrived - at <= limitNanos ? 1 : 0;
        }
        return (double) inTime / sent;
    }

    /// The delay in the queue that this share of all packets had at most, in milliseconds.
    double queueDelay(double share) {
        List<Long> sorted = queueDelays.stream().sorted().toList();
        return sorted.get((int) (share * (sorted.size() - 1))) / 1e6;
    }
}
