package io.sluice.sfu.sim;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.RedPayload;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A receiver of one stream of sound that asks for nothing again: takes redundancy apart (RFC 2198)
/// and notes when each frame was there first.
final class HeardSound {
    private static final int FRAME_SAMPLES = 960;

    private final Meeting meeting;
    private final long ssrc;
    private final int redPayloadType;
    private final RedPayload red = new RedPayload();
    private final Map<Long, Long> arrivals = new HashMap<>();
    private long firstSequence = -1;
    private long highestSequence;
    private long received;
    private long redPackets;
    private long packets;
    private long bytes;

    HeardSound(Meeting meeting, long ssrc, int redPayloadType) {
        this.meeting = meeting;
        this.ssrc = ssrc;
        this.redPayloadType = redPayloadType;
    }

    void onPacket(byte[] datagram) {
        RtpPacket packet = Fixtures.wrap(datagram);
        if (packet.ssrc() != ssrc) {
            return;
        }
        count(packet.sequenceNumber());
        packets++;
        bytes += packet.payloadLength();
        MemorySegment s = packet.segment();
        if (packet.payloadType() != redPayloadType) {
            hear(frame(s, packet.payloadOffset(), packet.payloadLength()));
            return;
        }
        redPackets++;
        if (!red.wrap(s, packet.payloadOffset(), packet.payloadLength())) {
            throw new AssertionError("malformed RED");
        }
        long newest = frame(s, red.primaryOffset(), red.primaryLength());
        for (int i = 0; i < red.blockCount(); i++) {
            long frame = frame(s, red.offset(i), red.length(i));
            if (newest - frame != red.timestampOffset(i) / FRAME_SAMPLES) {
                throw new AssertionError("frame " + frame + " in the place of another");
            }
            hear(frame);
        }
    }

    private static long frame(MemorySegment s, long offset, int length) {
        Truth truth = Truth.of(s, offset, length).orElseThrow();
        return truth.source() << 32 | truth.frame();
    }

    private void hear(long frame) {
        arrivals.putIfAbsent(frame, meeting.time.nowNanos());
    }

    private void count(int number) {
        received++;
        if (firstSequence < 0) {
            firstSequence = number;
            highestSequence = number;
        }
        highestSequence =
                Math.max(highestSequence, highestSequence + (short) (number - highestSequence));
    }

    /// The share of the frames captured in this time that could be played within so long.
    double within(long nanos, long fromNanos, long toNanos) {
        long made = 0;
        long intime = 0;
        long source = arrivals.keySet().iterator().next() >>> 32;
        for (Map.Entry<Long, Long> capture : meeting.captures.entrySet()) {
            long at = Objects.requireNonNull(capture.getValue());
            if (capture.getKey() >>> 32 == source && at >= fromNanos && at < toNanos) {
                made++;
                Long arrival = arrivals.get(capture.getKey());
                intime += arrival != null && arrival - at <= nanos ? 1 : 0;
            }
        }
        return (double) intime / made;
    }

    /// Of all packets so far.
    double redShare() {
        return (double) redPackets / packets;
    }

    /// Of the packets so far, payloads only.
    double meanBytes() {
        return (double) bytes / packets;
    }

    /// A receiver report about the stream.
    byte[] report() {
        byte[] compound = new byte[ReceiverReport.BYTES + ReportBlocks.BLOCK_BYTES];
        MemorySegment memory = MemorySegment.ofArray(compound);
        int length = ReceiverReport.write(memory, 0, 1, 1);
        int lost = (int) (highestSequence - firstSequence + 1 - received);
        ReportBlocks.write(memory, length, ssrc, 0, lost, highestSequence, 0, 0, 0);
        return compound;
    }
}
