package io.sluice.sfu.sim;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// The receiving side of a browser: one [Half] per half of a slot.
final class SimulatedReceiver {
    private static final long OWN_SSRC = 1;

    /// What came through one half of a slot.
    static final class Half {
        final SlotStream stream;
        final Viewer viewer;
        final List<Long> arrivals = new ArrayList<>();
        boolean begun;
        long packets;
        long lastArrivalNanos;
        private long reportNtp;
        private long reportTimestamp;
        private long reportArrivalNanos = -1;
        private final Map<Long, Integer> timestamps = new HashMap<>();

        Half(SlotStream stream, Viewer viewer) {
            this.stream = stream;
            this.viewer = viewer;
        }

        /// How long before now its source captured what the reports say is played now, by the
        /// newest packet of this source; in nanoseconds of the server's clock.
        long offsetNanos(long source, Meeting meeting) {
            long newest =
                    timestamps.keySet().stream()
                            .filter(key -> key >>> 32 == source)
                            .mapToLong(key -> key)
                            .max()
                            .orElseThrow();
            int rate = stream.kind() == MediaKind.AUDIO ? 48_000 : 90_000;
            int timestamp = Objects.requireNonNull(timestamps.get(newest));
            long after = (int) (timestamp - reportTimestamp) * Meeting.SECOND / rate;
            long seconds = reportNtp >>> 32;
            long fraction = ((reportNtp & 0xffff_ffffL) * Meeting.SECOND) >>> 32;
            long playedNanos = seconds * Meeting.SECOND + fraction + after;
            return playedNanos - Objects.requireNonNull(meeting.captures.get(newest));
        }
    }

    final List<Half> halves = new ArrayList<>();

    private final Meeting meeting;
    private final Consumer<byte[]> rtcp;

    SimulatedReceiver(Meeting meeting, Consumer<byte[]> rtcp) {
        this.meeting = meeting;
        this.rtcp = rtcp;
    }

    void add(SlotStream stream, IntFunction<Codec> codecs, IntFunction<Codec> repaired) {
        halves.add(new Half(stream, new Viewer(stream.ssrc(), codecs, repaired)));
    }

    Half half(int slot, MediaKind kind) {
        return halves.stream()
                .filter(half -> half.stream.slot() == slot && half.stream.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /// A packet leaves the server, and may be lost; the first of each stream tells where it begins.
    void begins(byte[] bytes) {
        RtpPacket packet = Fixtures.wrap(bytes);
        for (Half half : halves) {
            if (half.stream.ssrc() == packet.ssrc() && !half.begun) {
                half.begun = true;
                half.viewer.checker().begins(packet.sequenceNumber());
            }
        }
    }

    void onRtp(byte[] bytes) {
        long ssrc = Bytes.unsigned32(MemorySegment.ofArray(bytes), 8);
        for (Half half : halves) {
            if (half.stream.ssrc() == ssrc || half.stream.rtxSsrc() == ssrc) {
                take(half, bytes, ssrc);
                return;
            }
        }
        throw new AssertionError("an SSRC that no slot has: " + ssrc);
    }

    private void take(Half half, byte[] bytes, long ssrc) {
        long now = meeting.time.nowNanos();
        RtpPacket packet = new RtpPacket();
        packet.wrap(MemorySegment.ofArray(bytes), 0, bytes.length);
        if (half.stream.rtxSsrc() == ssrc && packet.payloadLength() == 0) {
            // Padding that tries out the network.
            return;
        }
        half.packets++;
        half.lastArrivalNanos = now;
        half.viewer.onPacket(bytes, now);
        if (half.stream.ssrc() == ssrc) {
            Truth.of(packet)
                    .ifPresent(truth ->
                            half.timestamps.put(
                                    truth.source() << 32 | truth.frame(),
                                    (int) packet.timestamp()));
        }
    }

    void onSenderReport(SenderReport report) {
        for (Half half : halves) {
            if (half.stream.ssrc() == report.ssrc()) {
                half.reportNtp = report.ntpTime();
                half.reportTimestamp = report.rtpTimestamp();
                half.reportArrivalNanos = meeting.time.nowNanos();
            }
        }
    }

    void askAgain(long roundTripNanos) {
        for (Half half : halves) {
            if (!half.viewer.misses(meeting.time.nowNanos())) {
                continue;
            }
            byte[] bytes = new byte[1000];
            NackWriter nack =
                    new NackWriter()
                            .begin(
                                    MemorySegment.ofArray(bytes),
                                    0,
                                    bytes.length,
                                    OWN_SSRC,
                                    half.stream.ssrc());
            half.viewer.askAgain(
                    meeting.time.nowNanos(), roundTripNanos, index -> nack.add((int) index));
            int length = nack.finish();
            if (length > 0) {
                rtcp.accept(Arrays.copyOf(bytes, length));
            }
        }
    }

    void requestKeyframe(int slot) {
        byte[] bytes = new byte[PictureLossIndication.BYTES];
        long ssrc = half(slot, MediaKind.VIDEO).stream.ssrc();
        PictureLossIndication.write(MemorySegment.ofArray(bytes), 0, OWN_SSRC, ssrc);
        rtcp.accept(bytes);
    }

    /// Says of each half when its last sender report came, so that the server knows the round trip.
    void report() {
        for (Half half : halves) {
            if (half.reportArrivalNanos < 0) {
                continue;
            }
            byte[] bytes = new byte[ReceiverReport.BYTES + ReportBlocks.BLOCK_BYTES];
            MemorySegment memory = MemorySegment.ofArray(bytes);
            int length = ReceiverReport.write(memory, 0, OWN_SSRC, 1);
            long since = meeting.time.nowNanos() - half.reportArrivalNanos;
            ReportBlocks.write(
                    memory,
                    length,
                    half.stream.ssrc(),
                    0,
                    0,
                    0,
                    0,
                    (half.reportNtp >>> 16) & 0xffff_ffffL,
                    since * 65_536 / Meeting.SECOND);
            rtcp.accept(bytes);
        }
    }
}
