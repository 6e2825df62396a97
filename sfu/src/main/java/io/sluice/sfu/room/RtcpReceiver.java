package io.sluice.sfu.room;

import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.Remb;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.congestion.CongestionController;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.send.ReportedLoss;
import io.sluice.sfu.send.SendController;
import java.lang.foreign.MemorySegment;

/// Reads what one participant reports about what it is sent, and about what it sends.
final class RtcpReceiver {
    private final Uplink uplink;
    private final Downlink downlink;
    private final RoomResources resources;
    private final RtcpReader reader = new RtcpReader();
    private final SenderReport senderReport = new SenderReport();
    private final ReportBlocks blocks = new ReportBlocks();
    private final Nack nack = new Nack();
    private final PictureLossIndication pictureLoss = new PictureLossIndication();
    private final FullIntraRequest fullIntra = new FullIntraRequest();
    private final TransportFeedback feedback = new TransportFeedback();
    private final Remb estimate = new Remb();

    RtcpReceiver(Uplink uplink, Downlink downlink, RoomResources resources) {
        this.uplink = uplink;
        this.downlink = downlink;
        this.resources = resources;
    }

    void onRtcp(MemorySegment segment, long offset, int length, long nowNanos) {
        reader.wrap(segment, offset, length);
        while (reader.next()) {
            switch (reader.packetType()) {
                case RtcpReader.SENDER_REPORT -> {
                    onSenderReport(nowNanos);
                    onBlocks(nowNanos);
                }
                case RtcpReader.RECEIVER_REPORT -> onBlocks(nowNanos);
                case RtcpReader.TRANSPORT_FEEDBACK -> onTransportFeedback(nowNanos);
                case RtcpReader.PAYLOAD_FEEDBACK -> onPayloadFeedback(nowNanos);
                default -> {
                    // Descriptions, goodbyes and others' extensions: nothing here depends on them.
                }
            }
        }
        if (reader.malformed()) {
            resources.counters().drop(DropReason.RTCP_MALFORMED);
        }
    }

    private void onSenderReport(long nowNanos) {
        if (senderReport.wrap(reader)) {
            uplink.onSenderReport(
                    senderReport.ssrc(),
                    senderReport.ntpTime(),
                    senderReport.rtpTimestamp(),
                    nowNanos);
        }
    }

    private void onBlocks(long nowNanos) {
        if (!blocks.wrap(reader)) {
            return;
        }
        SendController sending = downlink.sending();
        while (blocks.next()) {
            SlotHalf half = downlink.halfOf(blocks.ssrc());
            if (half == null) {
                continue;
            }
            long roundTrip = half.out().onReportBlock(blocks, resources.clock(), nowNanos);
            ReportedLoss loss = half.out().reportedLoss();
            downlink.onReported(loss.expected(), loss.lost(), nowNanos);
            if (sending != null) {
                sending.onReceiverReport(blocks.fractionLost(), roundTrip, nowNanos);
            }
            if (roundTrip >= 0) {
                uplink.onRoundTrip(roundTrip);
            }
        }
    }

    private void onTransportFeedback(long nowNanos) {
        if (feedback.wrap(reader)) {
            SendController sending = downlink.sending();
            if (sending != null) {
                sending.onTransportFeedback(feedback, nowNanos);
                CongestionController network = sending.congestion();
                downlink.onReported(network.judgedPackets(), network.judgedLost(), nowNanos);
            }
            return;
        }
        if (!nack.wrap(reader)) {
            return;
        }
        SlotHalf half = downlink.halfOf(nack.mediaSsrc());
        if (half != null && half.out().onNack(nack, nowNanos)) {
            half.requestKeyframe(nowNanos);
        }
    }

    private void onPayloadFeedback(long nowNanos) {
        if (pictureLoss.wrap(reader)) {
            requestKeyframe(pictureLoss.mediaSsrc(), nowNanos);
        } else if (fullIntra.wrap(reader)) {
            while (fullIntra.next()) {
                requestKeyframe(fullIntra.mediaSsrc(), nowNanos);
            }
        } else if (estimate.wrap(reader)) {
            SendController sending = downlink.sending();
            if (sending != null) {
                sending.onReceiverEstimate(estimate.bitrateBps(), nowNanos);
            }
        }
    }

    private void requestKeyframe(long ssrc, long nowNanos) {
        SlotHalf half = downlink.halfOf(ssrc);
        if (half != null) {
            half.requestKeyframe(nowNanos);
        }
    }
}
