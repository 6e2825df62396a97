package io.sluice.bench.load;

import io.sluice.bench.server.JoinRequest;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.api.MediaKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one endpoint receives, and what it says about it. Most count in the kernel
/// ([CountingFilter]) or look at headers; some, the samples, decrypt and look at everything.
final class Subscriber {
    private static final long REPORT_NANOS = 1_000_000_000;
    private static final long FEEDBACK_NANOS = 100_000_000;
    private static final long NACK_NANOS = 5_000_000_000L;
    private static final long PLI_NANOS = 120_000_000_000L;

    /// A packet that is missed is asked for after others have come.
    private static final int NACK_BEHIND = 10;

    private static final int MAX_PACKET_BYTES = 1_200;

    private final Generator generator;
    private final Endpoint endpoint;
    private final JoinRequest request;
    private final Map<Integer, Publisher> publishers;
    private final boolean samples;
    private final Histogram delays;
    private final List<ReceivedStream> streams = new ArrayList<>();
    private final ArrivalReport arrivals;
    private final NackWriter nack = new NackWriter();
    private boolean counting;
    private boolean headersOnly;
    private boolean measuring;
    private long received;
    private long damaged;
    private long asked;
    private long reported;
    private int turn;

    /// @param request says which pictures it is to receive
    /// @param publishers by the number that their packets name
    /// @param arrivals what it reports
    /// @param samples whether it decrypts everything
    /// @param delays takes what was measured, in nanoseconds
    Subscriber(
            Generator generator,
            Endpoint endpoint,
            JoinRequest request,
            Map<Integer, Publisher> publishers,
            ArrivalReport arrivals,
            boolean samples,
            Histogram delays) {
        this.generator = generator;
        this.endpoint = endpoint;
        this.request = request;
        this.publishers = publishers;
        this.arrivals = arrivals;
        this.samples = samples;
        this.delays = delays;
    }

    /// Starts its timers.
    ///
    /// @param phase between 0 and 1, so that not all receivers speak at once
    void start(long nowNanos, double phase) throws IOException {
        if (samples) {
            endpoint.socket().stampArrivals();
        }
        generator.schedule(nowNanos + (long) (phase * REPORT_NANOS), this::report);
        generator.schedule(nowNanos + (long) (phase * NACK_NANOS) + REPORT_NANOS, this::miss);
        generator.schedule(nowNanos + (long) (phase * PLI_NANOS) + REPORT_NANOS, this::lose);
        if (endpoint.negotiated().receive().transportCcId() != 0) {
            generator.schedule(nowNanos + (long) (phase * FEEDBACK_NANOS), this::feedBack);
        }
    }

    /// Streams seen so far.
    int streams() {
        return streams.size();
    }

    /// Leaves media in the kernel from now on, unless this is a sample.
    void startCounting() {
        if (samples) {
            endpoint.readNowAndThen();
            return;
        }
        if (counting) {
            return;
        }
        try {
            var types = endpoint.negotiated().receive().kinds().keySet();
            endpoint.socket().countInKernel(types);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        counting = true;
        reported = endpoint.socket().drops();
    }

    /// Leaves media encrypted from now on, unless this is a sample: what is reported is when each
    /// packet really came, for a server that sends by what it is told.
    void startReadingHeaders() {
        endpoint.readNowAndThen();
        if (samples || headersOnly) {
            return;
        }
        try {
            endpoint.socket().stampArrivals();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        endpoint.readHeadersOnly();
        headersOnly = true;
    }

    void measure(boolean on) {
        measuring = on;
    }

    boolean samples() {
        return samples;
    }

    /// Media packets so far; only differences mean something.
    long packets() {
        return counting ? endpoint.socket().drops() : received;
    }

    /// Packets whose content was not what a publisher sent.
    long damaged() {
        return damaged;
    }

    /// Packets that were asked for again though they had come.
    long asked() {
        return asked;
    }

    void onRtp(RtpPacket packet, long arrivalNanos) {
        noteTransportSequence(packet, arrivalNanos);
        MediaKind kind = endpoint.negotiated().receive().kinds().get(packet.payloadType());
        if (kind == null || packet.payloadLength() <= packet.paddingLength()) {
            return; // a repetition, or padding
        }
        if (headersOnly) {
            received++;
            ReceivedStream seen = seen(packet.ssrc());
            if (seen != null) {
                seen.onPacket(packet.sequenceNumber());
            }
            return;
        }
        int codecBytes =
                kind == MediaKind.VIDEO ? VideoSource.CODEC_BYTES : AudioSource.CODEC_BYTES;
        Publisher publisher = publisherOf(packet, codecBytes);
        if (publisher == null || !isWhole(packet, publisher, kind, codecBytes)) {
            damaged++;
            return;
        }
        received++;
        stream(packet, kind, publisher).onPacket(packet.sequenceNumber());
        if (measuring && arrivalNanos != 0) {
            long stamp =
                    Content.stampOf(
                            packet.segment(), packet.payloadOffset(), packet.payloadLength());
            delays.recordValue(Math.max(0, arrivalNanos - stamp));
        }
    }

    private void noteTransportSequence(RtpPacket packet, long arrivalNanos) {
        long at = packet.extension(endpoint.negotiated().receive().transportCcId());
        if (at >= 0) {
            long now = System.nanoTime();
            long arrival = arrivalNanos == 0 ? now : now - (generator.wallNanos() - arrivalNanos);
            arrivals.onPacket(Bytes.unsigned16(packet.segment(), at), arrival, !counting);
        }
    }

    private @Nullable Publisher publisherOf(RtpPacket packet, int codecBytes) {
        return packet.payloadLength() < codecBytes + Long.BYTES + Integer.BYTES
                ? null
                : publishers.get(
                        Content.publisherOf(packet.segment(), packet.payloadOffset(), codecBytes));
    }

    /// Of another encoding than the one that is wanted nothing is right.
    private boolean isWhole(RtpPacket packet, Publisher publisher, MediaKind kind, int codecBytes) {
        MemorySegment s = packet.segment();
        int number = Content.packetOf(s, packet.payloadOffset(), codecBytes);
        Content content = null;
        if (kind == MediaKind.AUDIO && publisher.audio() != null) {
            content = publisher.audio().packet();
        } else {
            VideoSource video = publisher.video(request.sees(publisher.request()));
            content = video == null ? null : video.packet(number);
        }
        return content != null
                && content.matches(s, packet.payloadOffset(), packet.payloadLength());
    }

    private ReceivedStream stream(RtpPacket packet, MediaKind kind, Publisher publisher) {
        ReceivedStream seen = seen(packet.ssrc());
        if (seen != null) {
            return seen;
        }
        ReceivedStream stream =
                new ReceivedStream(
                        packet.ssrc(), kind, publisher, request.sees(publisher.request()));
        streams.add(stream);
        return stream;
    }

    private @Nullable ReceivedStream seen(long ssrc) {
        for (ReceivedStream stream : streams) {
            if (stream.ssrc == ssrc) {
                return stream;
            }
        }
        return null;
    }

    void onRtcp(RtcpReader reader) {
        if (reader.packetType() != RtcpReader.SENDER_REPORT || reader.length() < 28) {
            return;
        }
        ReceivedStream seen = seen(reader.senderSsrc());
        if (seen != null) {
            long middle = Bytes.unsigned32(reader.segment(), reader.offset() + 10);
            seen.onSenderReport(middle, System.nanoTime());
        }
    }

    private long report(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        MemorySegment s = generator.scratch();
        int blocks = Math.min(streams.size(), ReportBlocks.MAX_BLOCKS);
        int length = ReceiverReport.write(s, 0, endpoint.videoSsrc(), blocks);
        for (int i = 0; i < blocks; i++) {
            ReceivedStream stream = streams.get(i);
            length +=
                    ReportBlocks.write(
                            s,
                            length,
                            stream.ssrc,
                            0,
                            0,
                            stream.highest(),
                            10,
                            stream.reportNtp(),
                            stream.sinceReport(nowNanos));
        }
        endpoint.sendRtcp(length);
        return nowNanos + REPORT_NANOS;
    }

    private long feedBack(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        long counted = counting ? endpoint.socket().drops() - reported : 0;
        reported += counted;
        arrivals.write(
                counted,
                nowNanos,
                generator.scratch(),
                endpoint.videoSsrc(),
                streams.isEmpty() ? 0 : streams.getFirst().ssrc,
                endpoint::sendRtcp);
        return nowNanos + FEEDBACK_NANOS;
    }

    /// Asks for one packet again.
    private long miss(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        ReceivedStream stream = nextVideo();
        if (stream != null && measuring) {
            nack.begin(generator.scratch(), 0, MAX_PACKET_BYTES, endpoint.videoSsrc(), stream.ssrc);
            nack.add((int) (stream.highest() - NACK_BEHIND) & 0xffff);
            endpoint.sendRtcp(nack.finish());
            asked++;
        }
        return nowNanos + NACK_NANOS;
    }

    /// Asks for a keyframe.
    private long lose(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        ReceivedStream stream = nextVideo();
        if (stream != null) {
            endpoint.sendRtcp(
                    PictureLossIndication.write(
                            generator.scratch(), 0, endpoint.videoSsrc(), stream.ssrc));
        }
        return nowNanos + PLI_NANOS;
    }

    private @Nullable ReceivedStream nextVideo() {
        for (int i = 0; i < streams.size(); i++) {
            ReceivedStream stream = streams.get((turn + i) % streams.size());
            if (stream.kind == MediaKind.VIDEO) {
                turn += i + 1;
                return stream;
            }
        }
        return null;
    }
}
