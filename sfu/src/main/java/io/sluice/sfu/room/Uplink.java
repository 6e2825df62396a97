package io.sluice.sfu.room;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.FeedbackRecorder;
import io.sluice.sfu.receive.HeaderExtensionIds;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.KeyframeRequester;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.receive.StreamDemuxer;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.time.FailureHandler;
import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What comes from one participant: its packets to its streams to its publications, and the
/// feedback about them.
final class Uplink implements StreamDemuxer.Output {
    /// How often a sender hears how its streams arrive (RFC 3550 §6.2 allows less often only to
    /// save bandwidth, of which this is nothing).
    private static final long REPORT_NANOS = 1_000_000_000;

    /// When memory was short the arrivals are tried again after this.
    private static final long RETRY_NANOS = 50_000_000;

    private final RoomResources resources;
    private final PublicationTable publications;
    private final RtcpSender feedback;
    private final FailureHandler failures;
    private final StreamDemuxer demuxer;
    private final ParticipantClock clock = new ParticipantClock();
    private final FeedbackRecorder arrivals = new FeedbackRecorder();
    private final Timed arrivalsTimer = new ArrivalsTimer();
    private final ReportTimer reportTimer = new ReportTimer();
    private final RtpPacket packet = new RtpPacket();
    private final List<ReceivedStream> streams = new ArrayList<>();
    private long nowNanos;

    Uplink(
            RoomResources resources,
            PublicationTable publications,
            RtcpSender feedback,
            FailureHandler failures,
            long now) {
        this.resources = resources;
        this.publications = publications;
        this.feedback = feedback;
        this.failures = failures;
        demuxer = new StreamDemuxer(resources.counters());
        nowNanos = now;
        resources.deadlines().add(arrivalsTimer);
        resources.deadlines().add(reportTimer);
    }

    /// The sections the participant sends through; streams of others end.
    void sections(List<SendSection> sections, long now) {
        nowNanos = now;
        int id = HeaderExtensionIds.NONE;
        for (SendSection section : sections) {
            int named =
                    new HeaderExtensionIds(section.extensions())
                            .of(HeaderExtensionType.TRANSPORT_WIDE_CC);
            id = named == HeaderExtensionIds.NONE ? id : named;
        }
        arrivals.extensionId(id);
        demuxer.sections(sections, this);
        for (ReceivedStream received : streams) {
            received.attach(publications, now);
            resources.deadlines().update(received);
        }
    }

    /// Publications came or went without a negotiation.
    void publicationsChanged(long now) {
        for (ReceivedStream received : streams) {
            received.attach(publications, now);
        }
    }

    /// A decrypted packet; true when the cell was kept.
    boolean onRtp(PacketCell cell, long now) {
        nowNanos = now;
        if (!packet.wrap(cell.segment(), cell.offset(), cell.length())) {
            resources.counters().drop(DropReason.RTP_MALFORMED);
            return false;
        }
        noteArrival(now);
        IncomingRtpStream stream = demuxer.streamOf(packet, this);
        ReceivedStream received = stream == null ? null : received(stream);
        if (stream == null || received == null) {
            return false;
        }
        boolean kept = stream.onPacket(cell, packet, now, received);
        received.updateDeadline();
        Throwable bug = received.takeBug();
        if (bug != null) {
            failures.onFailure(bug, now);
        }
        return kept;
    }

    void onSenderReport(long ssrc, long ntp, long timestamp, long now) {
        for (ReceivedStream received : streams) {
            if (received.stream.ssrc() == ssrc) {
                received.stream.onSenderReport(ntp, timestamp, now);
            }
        }
    }

    /// The round trip to this participant was measured.
    void onRoundTrip(long nanos) {
        for (ReceivedStream received : streams) {
            received.stream.onRoundTrip(nanos);
        }
    }

    /// Somebody on another loop needs a keyframe of this stream.
    void requestKeyframe(long ssrc, long now) {
        for (ReceivedStream received : streams) {
            if (received.stream.ssrc() == ssrc) {
                // Who asks was limited where it is; here it is one more, each time.
                received.stream.requestKeyframe(new KeyframeRequester.Receiver(), now);
                received.updateDeadline();
            }
        }
    }

    void close(long now) {
        for (ReceivedStream received : List.copyOf(streams)) {
            end(received, now);
        }
        resources.deadlines().remove(arrivalsTimer);
        resources.deadlines().remove(reportTimer);
    }

    @Override
    public IncomingRtpStream open(SendSection section, int encoding, long ssrc) {
        IncomingRtpStream stream =
                new IncomingRtpStream(
                        section,
                        ssrc,
                        clock,
                        resources.slab(),
                        resources.histories(),
                        resources.counters());
        ReceivedStream received =
                new ReceivedStream(
                        stream,
                        encoding,
                        resources.deadlines(),
                        feedback,
                        failures,
                        resources.counters());
        streams.add(received);
        resources.deadlines().add(received);
        reportTimer.wake(nowNanos);
        received.attach(publications, nowNanos);
        return stream;
    }

    @Override
    public void closed(IncomingRtpStream stream) {
        ReceivedStream received = received(stream);
        if (received != null) {
            end(received, nowNanos);
        }
    }

    private void end(ReceivedStream received, long now) {
        streams.remove(received);
        resources.deadlines().remove(received);
        received.end(now);
    }

    private void noteArrival(long now) {
        long before = arrivals.deadlineNanos();
        arrivals.onPacket(packet, now);
        if (arrivals.deadlineNanos() != before) {
            resources.deadlines().update(arrivalsTimer);
        }
    }

    private @Nullable ReceivedStream received(IncomingRtpStream stream) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).stream == stream) {
                return streams.get(i);
            }
        }
        return null;
    }

    /// Sends what the recorder has, when it wants to.
    private final class ArrivalsTimer implements Timed {
        private long notBeforeNanos = Long.MIN_VALUE;

        @Override
        public long deadlineNanos() {
            return Math.max(arrivals.deadlineNanos(), notBeforeNanos);
        }

        @Override
        public void onDeadline(long now) {
            notBeforeNanos = now + RETRY_NANOS;
            long mediaSsrc = streams.isEmpty() ? 0 : streams.getFirst().stream.ssrc();
            feedback.transportFeedback(arrivals, mediaSsrc);
        }
    }

    /// Reports on each stream, and takes back what a paused one has kept. Rests while there are
    /// none.
    private final class ReportTimer implements Timed {
        private long nextNanos = NEVER;

        /// There is a stream.
        void wake(long now) {
            if (nextNanos == NEVER) {
                nextNanos = now + REPORT_NANOS;
                resources.deadlines().update(this);
            }
        }

        @Override
        public long deadlineNanos() {
            return nextNanos;
        }

        @Override
        public void onDeadline(long now) {
            nextNanos = streams.isEmpty() ? NEVER : now + REPORT_NANOS;
            for (int i = 0; i < streams.size(); i++) {
                IncomingRtpStream stream = streams.get(i).stream;
                feedback.receiverReport(stream, streams.get(i).fractionLostBeyond(), now);
                stream.expire(now);
            }
            feedback.flush();
        }
    }
}
