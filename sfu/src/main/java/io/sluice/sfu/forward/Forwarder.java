package io.sluice.sfu.forward;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.KeyframeRequester;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.SenderClock;
import io.sluice.sfu.send.OutgoingPacket;
import io.sluice.sfu.send.OutgoingRtpStream;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.time.Timed;
import org.jspecify.annotations.Nullable;

/// Shows sources through one half of a slot, one at a time.
///
/// Video changes on a keyframe of the new source, and the old one goes on until then; audio changes
/// at once. Sender reports put all slots on the server's clock, at each change and every second.
public final class Forwarder {
    private static final long REPORT_INTERVAL_NANOS = 1_000_000_000;

    /// A source that flows but brings no keyframe is asked again.
    private static final long ASK_AGAIN_NANOS = 1_000_000_000;

    /// So long a picture that is being shown may take to end before it is cut off by a new source:
    /// enough for a lost packet to be repaired.
    private static final long PICTURE_END_NANOS = 100_000_000;

    private static final long NONE = -1;

    /// Takes what others must know.
    public interface Output {
        /// The stream was asked for a keyframe: its deadline may have come nearer.
        void keyframeRequested(IncomingRtpStream stream);

        /// The slot shows this from now on.
        void switched(IncomingRtpStream stream, Codec codec);

        /// The source sends what this receiver cannot decode.
        void unsupported(IncomingRtpStream stream, Codec codec);
    }

    private final OutgoingRtpStream outgoing;
    private final ServerClock clock;
    private final RtcpSender reports;
    private final byte[] canonicalName;
    private final RtpRewriter rewriter;
    private final LayerSelector selector = new LayerSelector();
    private final OutgoingPacket out;
    private KeyframeRequester.Receiver receiver = new KeyframeRequester.Receiver();
    private KeyframeRequester.Receiver receiverOfShown = new KeyframeRequester.Receiver();

    /// What the server dropped itself is not counted against the receiver.
    private final KeyframeRequester.Receiver afterLate = new KeyframeRequester.Receiver();

    private @Nullable MediaPacket stored;
    private @Nullable IncomingRtpStream refused;
    private @Nullable Codec refusedCodec;
    private long askAgainNanos;
    private long beginSequence = NONE; // of the target, waiting for the end of a picture
    private long beginLatestNanos;
    private boolean inPicture;
    private @Nullable IncomingRtpStream caughtUp; // whose packets were read ahead from the history
    private long caughtUpFrom;
    private long caughtUpOrder;
    private long reportNanos = Timed.NEVER;
    private boolean reportDue;

    /// @param reports sends to the same receiver as `outgoing`
    /// @param canonicalName the same for both halves of a slot
    /// @param firstTimestamp random
    public Forwarder(
            OutgoingRtpStream outgoing,
            ServerClock clock,
            RtcpSender reports,
            byte[] canonicalName,
            int firstTimestamp) {
        this.outgoing = outgoing;
        out = outgoing.scratch();
        this.clock = clock;
        this.reports = reports;
        this.canonicalName = canonicalName.clone();
        boolean video = outgoing.kind() == MediaKind.VIDEO;
        int clockRate = video ? Codec.VP8.clockRate() : Codec.OPUS.clockRate();
        rewriter =
                new RtpRewriter(
                        outgoing.firstIndex(), new Timeline(clockRate, video, firstTimestamp));
    }

    public OutgoingRtpStream outgoing() {
        return outgoing;
    }

    /// Which layers are wanted, and what is shown and to be shown.
    public LayerSelector layers() {
        return selector;
    }

    /// Wants another source, or none.
    public void select(@Nullable IncomingRtpStream stream, long nowNanos, Output output) {
        if (stream == selector.target()) {
            return;
        }
        selector.target(stream);
        refused = null;
        beginSequence = NONE;
        if (stream == null) {
            reportNanos = Timed.NEVER;
        } else if (stream != selector.current()) {
            receiverOfShown = receiver;
            receiver = new KeyframeRequester.Receiver();
            ask(stream, nowNanos, output);
        }
    }

    /// A source has ended; what has been shown of it stays on the screen until another one is
    /// selected.
    public void onEnded(IncomingRtpStream stream) {
        if (stream == selector.target()) {
            selector.target(null);
            reportNanos = Timed.NEVER;
        } else if (stream == selector.current()) {
            selector.interrupt();
            reportNanos = Timed.NEVER;
        }
    }

    /// What was shown before the current source: its late packets still have their place.
    public @Nullable IncomingRtpStream before() {
        return rewriter.before();
    }

    /// A new packet of a source that is shown or to be shown; others are ignored.
    public void onMedia(
            IncomingRtpStream stream, MediaPacket packet, long nowNanos, Output output) {
        if (!outgoing.writable()) {
            selector.interrupt();
            return;
        }
        if (stream == caughtUp
                && packet.order() <= caughtUpOrder
                && packet.sequence() > caughtUpFrom) {
            return;
        }
        if (outgoing.takePictureLost()) {
            onPictureLost(nowNanos, output);
        }
        LayerSelector.Decision decision = selector.decide(stream, packet);
        if (decision == LayerSelector.Decision.PASS && packet.codec() != rewriter.codec()) {
            // The same source with another codec has to begin like a new one.
            decision =
                    packet.startsKeyframe() && rewriter.isAhead(packet.sequence())
                            ? LayerSelector.Decision.BEGIN
                            : LayerSelector.Decision.IGNORE;
        }
        switch (decision) {
            case PASS -> pass(stream, packet, nowNanos);
            case LEAVE_OUT ->
                    fill(rewriter.leaveOut(stream, packet.sequence(), packet, out), nowNanos);
            case BEGIN -> tryBegin(stream, packet, nowNanos, output);
            case IGNORE -> ignore(stream, packet, nowNanos, output);
        }
        if (selector.keyframeNeeded() && nowNanos >= askAgainNanos) {
            ask(stream, nowNanos, output);
        }
        if (beginSequence != NONE && (!inPicture || nowNanos >= beginLatestNanos)) {
            beginStored(nowNanos, output);
        }
    }

    /// A packet of this sequence came but holds no media.
    public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        if (outgoing.writable()
                && (stream == selector.current() || rewriter.isLate(stream, sequence))) {
            fill(rewriter.leaveOut(stream, sequence, null, out), nowNanos);
        }
    }

    /// The receiver asks for a keyframe (PLI or FIR).
    public void onKeyframeRequest(long nowNanos, Output output) {
        IncomingRtpStream wanted = selector.target();
        if (wanted != null) {
            request(wanted, receiver, nowNanos, output);
        }
        IncomingRtpStream shown = selector.current();
        if (shown != null && shown != wanted) {
            request(shown, receiverOfShown, nowNanos, output);
        }
    }

    /// A picture was too late to be sent: nothing of its source can be decoded before a keyframe.
    private void onPictureLost(long nowNanos, Output output) {
        IncomingRtpStream wanted = selector.target();
        if (wanted != null) {
            request(wanted, afterLate, nowNanos, output);
        }
        selector.interrupt();
    }

    /// When the next sender report is due.
    public long deadlineNanos() {
        return reportNanos;
    }

    public void onDeadline(long nowNanos) {
        if (nowNanos >= reportNanos) {
            report(nowNanos);
        }
    }

    /// The target could begin here. It waits for the picture that is being shown to end.
    private void tryBegin(
            IncomingRtpStream stream, MediaPacket packet, long nowNanos, Output output) {
        if (inPicture && selector.current() != null && outgoing.supports(packet.codec())) {
            if (beginSequence == NONE) {
                beginSequence = packet.sequence();
                beginLatestNanos = nowNanos + PICTURE_END_NANOS;
            }
            return;
        }
        begin(stream, packet, nowNanos, output);
    }

    private void beginStored(long nowNanos, Output output) {
        IncomingRtpStream stream = selector.target();
        long sequence = beginSequence;
        beginSequence = NONE;
        if (stream != null && stream != selector.current()) {
            MediaPacket packet = scratch();
            if (stream.read(sequence, packet)) {
                begin(stream, packet, nowNanos, output);
            }
        }
    }

    private MediaPacket scratch() {
        MediaPacket packet = stored;
        if (packet == null) {
            packet = new MediaPacket();
            stored = packet;
        }
        return packet;
    }

    private void begin(IncomingRtpStream stream, MediaPacket packet, long nowNanos, Output output) {
        if (!outgoing.supports(packet.codec())) {
            refuse(stream, packet.codec(), output);
            return;
        }
        if (!rewriter.begin(stream, packet)) {
            // Too early for its first frame. Were the source before to go on, the next one would be
            // as early: it ends here and leaves the place to the next packet.
            selector.interrupt();
            return;
        }
        long sequence = packet.sequence();
        Codec codec = packet.codec();
        selector.begun(stream);
        selector.decide(stream, packet);
        refused = null;
        pass(stream, packet, nowNanos);
        report(nowNanos);
        output.switched(stream, codec);
        catchUp(stream, sequence, nowNanos, output);
    }

    /// The first packet of a keyframe can be one that was repaired: those behind it came before, or
    /// in the same duty cycle and still wait for their turn.
    private void catchUp(IncomingRtpStream stream, long sequence, long nowNanos, Output output) {
        long highest = stream.history().highest();
        if (sequence >= highest) {
            return;
        }
        MediaPacket packet = scratch();
        for (long later = sequence + 1; later <= highest; later++) {
            if (stream.read(later, packet)) {
                onMedia(stream, packet, nowNanos, output);
            } else if (stream.history().isEmpty(later)) {
                onEmpty(stream, later, nowNanos);
            }
        }
        caughtUp = stream;
        caughtUpFrom = sequence;
        caughtUpOrder = stream.accepted();
    }

    private void pass(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        boolean ends = selector.endsPicture(packet);
        boolean newest = rewriter.isAhead(packet.sequence());
        if (!rewriter.rewrite(stream, packet, ends, out)) {
            return;
        }
        if (newest && packet.codec().isVideo() && packet.startsKeyframe()) {
            outgoing.startAnew(out, nowNanos);
        }
        if (newest && stream == rewriter.stream()) {
            inPicture = !ends && packet.codec().isVideo();
        }
        SenderClock source = stream.clock();
        if (source.isKnown()) {
            out.captureOffset(captureOffset(source));
            if (reportDue) {
                report(nowNanos);
            }
        }
        outgoing.send(out, nowNanos);
    }

    /// Packets of what is not (or no longer) shown. Late ones of the source before still have their
    /// place, and while the new one flows without a keyframe it is asked again.
    private void ignore(
            IncomingRtpStream stream, MediaPacket packet, long nowNanos, Output output) {
        if (stream == selector.target()) {
            if (outgoing.supports(packet.codec())) {
                if (nowNanos >= askAgainNanos) {
                    ask(stream, nowNanos, output);
                }
            } else {
                refuse(stream, packet.codec(), output);
            }
        }
        if (rewriter.isLate(stream, packet.sequence())) {
            pass(stream, packet, nowNanos);
        }
    }

    private void fill(boolean needed, long nowNanos) {
        if (needed) {
            outgoing.send(out, nowNanos);
        }
    }

    private void ask(IncomingRtpStream stream, long nowNanos, Output output) {
        askAgainNanos = nowNanos + ASK_AGAIN_NANOS;
        request(stream, receiver, nowNanos, output);
    }

    private static void request(
            IncomingRtpStream stream,
            KeyframeRequester.Receiver asking,
            long nowNanos,
            Output output) {
        stream.requestKeyframe(asking, nowNanos);
        output.keyframeRequested(stream);
    }

    private void refuse(IncomingRtpStream stream, Codec codec, Output output) {
        if (refused != stream || refusedCodec != codec) {
            refused = stream;
            refusedCodec = codec;
            output.unsupported(stream, codec);
        }
    }

    private void report(long nowNanos) {
        IncomingRtpStream stream = rewriter.stream();
        if (stream == null) {
            reportNanos = Timed.NEVER;
            return;
        }
        reportNanos = nowNanos + REPORT_INTERVAL_NANOS;
        reportDue = !stream.clock().isKnown();
        if (!reportDue && outgoing.writable()) {
            int timestamp = stream.clock().timestampAt(nowNanos) + rewriter.timestampOffset();
            reports.senderReport(outgoing, clock.ntp(nowNanos), timestamp, canonicalName);
            reports.flush();
        }
    }

    /// What moves the participant's NTP times to the server's clock.
    private long captureOffset(SenderClock source) {
        return clock.ntp(0) + ServerClock.ntpOf(source.participant().offsetNanos());
    }
}
