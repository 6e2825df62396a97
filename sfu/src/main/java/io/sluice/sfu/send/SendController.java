package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.rtcp.TransportFeedback;
import io.sluice.sfu.congestion.CongestionController;
import io.sluice.sfu.congestion.ProbeCluster;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is sent to one receiver: the estimate of its network, the pacer that keeps to it, and
/// the connection behind both, where each packet is noted under its transport-wide number.
///
/// Until the first feedback, and for receivers that send none, packets leave at once.
public final class SendController
        implements Pacer, PacketPacer.Probing, RtpTransmitter, Timed, PacketCell.Sender {
    private static final int NONE = -1;

    /// What SRTP adds.
    private static final int TAG_BYTES = 16;

    private final RtpTransmitter connection;
    private final Deadlines deadlines;
    private final PacketPacer pacer = new PacketPacer(this);
    private final List<Stream> padders = new ArrayList<>();
    private CongestionController congestion;
    private boolean measured;
    private boolean estimated;
    private int transportSequence = NONE;
    private long nowNanos;
    private long queuedNanos = NEVER;

    /// @param connection takes the packets
    /// @param deadlines of the room
    public SendController(RtpTransmitter connection, Deadlines deadlines) {
        this.connection = connection;
        this.deadlines = deadlines;
        congestion = new CongestionController(false, connection.departures());
        deadlines.add(this);
    }

    /// Transport-wide feedback was negotiated: from now on the estimate is our own.
    public void expectFeedback() {
        if (!measured) {
            measured = true;
            congestion = new CongestionController(true, connection.departures());
        }
    }

    /// A stream that can send padding.
    public void addPadder(Stream stream) {
        padders.add(stream);
    }

    /// What is known of the network.
    public CongestionController congestion() {
        return congestion;
    }

    /// Whether there is a target to keep to: feedback has come, or an estimate of the receiver's
    /// own.
    @Override
    public boolean isLimited() {
        return measured ? pacer.isLimited() : estimated;
    }

    /// How much could be sent if the network took it, bits per second.
    public void desired(long bps, long now) {
        congestion.desired(bps, now);
        pacer.onProbe(now);
        updateDeadline();
    }

    /// Takes a wrapped feedback message.
    public void onTransportFeedback(TransportFeedback feedback, long now) {
        nowNanos = now;
        congestion.onTransportFeedback(feedback, now);
        apply(now);
    }

    /// The receiver's own estimate (REMB).
    public void onReceiverEstimate(long bps, long now) {
        estimated = true;
        congestion.onReceiverEstimate(bps, now);
        apply(now);
    }

    /// A report block.
    ///
    /// @param fractionLost in 256ths
    /// @param roundTripNanos -1 when unknown
    public void onReceiverReport(int fractionLost, long roundTripNanos, long now) {
        congestion.onReceiverReport(fractionLost, roundTripNanos, now);
    }

    public void close() {
        deadlines.remove(this);
    }

    @Override
    public void enqueue(
            Stream stream, Priority priority, long index, int bytes, int timestamp, long now) {
        nowNanos = now;
        pacer.enqueue(stream, priority, index, bytes, timestamp, now);
        updateDeadline();
    }

    @Override
    public int forget(Stream stream) {
        return pacer.forget(stream);
    }

    @Override
    public long deadlineNanos() {
        return Math.min(pacer.deadlineNanos(), congestion.deadlineNanos());
    }

    @Override
    public void onDeadline(long now) {
        nowNanos = now;
        if (congestion.deadlineNanos() <= now) {
            congestion.onDeadline(now);
            if (pacer.isLimited()) {
                apply(now);
            } else {
                pacer.onProbe(now);
            }
        }
        if (pacer.deadlineNanos() <= now) {
            pacer.onDeadline(now);
        }
        queuedNanos = deadlineNanos();
    }

    private void apply(long now) {
        if (measured) {
            pacer.rates(
                    congestion.targetBps(), congestion.pacingBps(), congestion.paddingBps(), now);
            pacer.onProbe(now);
        }
        updateDeadline();
    }

    private void updateDeadline() {
        if (deadlineNanos() != queuedNanos) {
            queuedNanos = deadlineNanos();
            deadlines.update(this);
        }
    }

    @Override
    public @Nullable ProbeCluster takeProbe() {
        return padders.isEmpty() ? null : congestion.takeProbe();
    }

    @Override
    public int pad(int bytes, long now) {
        for (int i = 0; i < padders.size(); i++) {
            int sent = padders.get(i).pad(bytes, now);
            if (sent > 0) {
                return sent;
            }
        }
        return 0;
    }

    @Override
    public boolean writable() {
        return connection.writable();
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        return connection.transmitCell();
    }

    @Override
    public boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index) {
        int number = transportSequence;
        transportSequence = NONE;
        int bytes = headerLength + payloadLength + TAG_BYTES;
        if (number != NONE) {
            congestion.onSending(number, bytes, pacer.probe(), nowNanos);
            cell.numbered(this, number);
        }
        boolean taken =
                connection.sendRtp(
                        cell, headerLength, payload, payloadOffset, payloadLength, index);
        if (number != NONE && taken) {
            congestion.onSent(bytes, nowNanos);
        } else if (number != NONE) {
            onUnsent(number);
        }
        return taken;
    }

    /// The packet of this transport-wide number stayed here.
    @Override
    public void onUnsent(long number) {
        congestion.onUnsent((int) number);
    }

    @Override
    public boolean sendRtcp(PacketCell cell, int length) {
        return connection.sendRtcp(cell, length);
    }

    @Override
    public void discard(PacketCell cell) {
        transportSequence = NONE;
        connection.discard(cell);
    }

    @Override
    public int nextTransportSequence() {
        transportSequence = connection.nextTransportSequence();
        return transportSequence;
    }
}
