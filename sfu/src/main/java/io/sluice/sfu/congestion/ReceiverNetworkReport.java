package io.sluice.sfu.congestion;

import io.sluice.rtp.rtcp.Remb;
import io.sluice.rtp.rtcp.TransportFeedback;

/// What a receiver reported about the network towards it: transport-wide feedback
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01) or an estimate of its own (REMB), in plain
/// numbers.
public final class ReceiverNetworkReport {
    /// No estimate has come.
    public static final long UNKNOWN = -1;

    private long feedbackMessages;
    private long receivedPackets;
    private long lostPackets;
    private int lastSequenceNumber = -1;
    private long estimateBps = UNKNOWN;
    private long lastReportNanos = Long.MIN_VALUE;

    /// Takes a wrapped feedback message.
    public void onTransportFeedback(TransportFeedback feedback, long nowNanos) {
        feedbackMessages++;
        lastReportNanos = nowNanos;
        while (feedback.next()) {
            if (feedback.received()) {
                receivedPackets++;
                lastSequenceNumber = feedback.sequenceNumber();
            } else {
                lostPackets++;
            }
        }
    }

    /// Takes a wrapped estimate.
    public void onEstimate(Remb remb, long nowNanos) {
        estimateBps = remb.bitrateBps();
        lastReportNanos = nowNanos;
    }

    public long feedbackMessages() {
        return feedbackMessages;
    }

    /// Packets reported as received, the ones reported twice counted twice.
    public long receivedPackets() {
        return receivedPackets;
    }

    /// Packets reported as not received; some arrive later.
    public long lostPackets() {
        return lostPackets;
    }

    /// The transport-wide number of the last packet reported as received, or -1.
    public int lastSequenceNumber() {
        return lastSequenceNumber;
    }

    /// The receiver's own estimate, or [#UNKNOWN].
    public long estimateBps() {
        return estimateBps;
    }

    /// When the last report came, or `Long.MIN_VALUE`.
    public long lastReportNanos() {
        return lastReportNanos;
    }
}
