package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.rtp.rtcp.SourceDescription;
import io.sluice.sfu.receive.FeedbackRecorder;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.ReceptionStatistics;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Collects the RTCP messages of one connection into compounds; reduced-size ones (RFC 5506), which
/// is negotiated with every answer.
///
/// Messages wait until [#flush], or until the compound is full.
public final class RtcpSender implements IncomingRtpStream.Feedback {
    /// Below the smallest path everybody has, with room for SRTCP.
    private static final int MAX_COMPOUND_BYTES = 1150;

    private static final int NACK_BYTES = 16;
    private static final int MAX_CNAME_CHUNK_BYTES = 272;

    private final RtpTransmitter transmitter;
    private final long localSsrc;
    private final NackWriter nacks = new NackWriter();
    private @Nullable PacketCell cell;
    private int length;

    /// @param localSsrc who speaks, where no stream of ours does
    public RtcpSender(RtpTransmitter transmitter, long localSsrc) {
        this.transmitter = transmitter;
        this.localSsrc = localSsrc;
    }

    @Override
    public void nack(IncomingRtpStream stream, int packetId, int bitmask) {
        MemorySegment to = room(NACK_BYTES);
        if (to == null) {
            return;
        }
        nacks.begin(to, length, NACK_BYTES, localSsrc, stream.ssrc());
        nacks.add(packetId);
        for (int i = 0; i < Short.SIZE; i++) {
            if ((bitmask & (1 << i)) != 0) {
                nacks.add(packetId + i + 1);
            }
        }
        length += nacks.finish();
    }

    @Override
    public void keyframe(IncomingRtpStream stream, boolean fullIntraRequest, int commandNumber) {
        MemorySegment to = room(FullIntraRequest.BYTES);
        if (to == null) {
            return;
        }
        length +=
                fullIntraRequest
                        ? FullIntraRequest.write(
                                to, length, localSsrc, stream.ssrc(), commandNumber)
                        : PictureLossIndication.write(to, length, localSsrc, stream.ssrc());
    }

    /// A report about one incoming stream.
    ///
    /// @param fractionLostBeyond what others lose of it behind this server, in 256ths: the sender
    ///   is told the larger share, so that its encoder prepares for it. What the sender's estimate
    ///   of its network goes by are the counts, and those stay true
    public void receiverReport(IncomingRtpStream stream, int fractionLostBeyond, long nowNanos) {
        ReceptionStatistics statistics = stream.statistics();
        MemorySegment to = room(ReceiverReport.BYTES + ReportBlocks.BLOCK_BYTES);
        if (to == null || !statistics.isStarted()) {
            return;
        }
        length += ReceiverReport.write(to, length, localSsrc, 1);
        length +=
                ReportBlocks.write(
                        to,
                        length,
                        stream.ssrc(),
                        Math.max(statistics.takeFractionLost(), fractionLostBeyond),
                        statistics.cumulativeLost(),
                        statistics.highestSequence(),
                        statistics.jitter(),
                        statistics.lastSenderReport(),
                        statistics.delaySinceLastSenderReport(nowNanos));
    }

    /// A report of one outgoing stream, with its source description.
    ///
    /// @param timestamp the RTP timestamp of this moment
    /// @param canonicalName shared by the streams that play together (RFC 3550 §6.5.1)
    public void senderReport(
            OutgoingRtpStream stream, long ntp, int timestamp, byte[] canonicalName) {
        MemorySegment to = room(SenderReport.BYTES + MAX_CNAME_CHUNK_BYTES);
        if (to == null) {
            return;
        }
        length +=
                SenderReport.write(
                        to,
                        length,
                        stream.ssrc(),
                        ntp,
                        timestamp & 0xffff_ffffL,
                        stream.packets(),
                        stream.octets(),
                        0);
        length += SourceDescription.write(to, length, stream.ssrc(), canonicalName);
    }

    /// All transport-wide feedback that is due.
    public void transportFeedback(FeedbackRecorder recorder, long mediaSsrc) {
        int written;
        do {
            flush();
            MemorySegment to = room(MAX_COMPOUND_BYTES);
            if (to == null) {
                return;
            }
            written = recorder.write(to, length, MAX_COMPOUND_BYTES, localSsrc, mediaSsrc);
            length += written;
        } while (written > 0);
        flush();
    }

    /// Sends what has been collected.
    public void flush() {
        PacketCell full = cell;
        if (full == null) {
            return;
        }
        cell = null;
        if (length > 0) {
            transmitter.sendRtcp(full, length);
        } else {
            transmitter.discard(full);
        }
        length = 0;
    }

    /// Memory with room for so many more bytes behind [#length], null when there is none.
    private @Nullable MemorySegment room(int bytes) {
        if (length + bytes > MAX_COMPOUND_BYTES) {
            flush();
        }
        if (cell == null && transmitter.writable()) {
            cell = transmitter.transmitCell();
        }
        return cell == null ? null : cell.segment();
    }
}
