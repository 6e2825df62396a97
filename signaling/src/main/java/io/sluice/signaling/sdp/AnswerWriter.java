package io.sluice.signaling.sdp;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SlotStream;
import io.sluice.signaling.sdp.ExtensionMatcher.NegotiatedExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes the answer to an offer: one media section per offered one, in the same order (RFC 8829
/// §5.3).
public final class AnswerWriter {
    private final StringBuilder sdp = new StringBuilder(4_096);
    private final ParsedOffer offer;
    private final MediaAnswer answer;
    private final Map<String, SlotStream> streams = new HashMap<>();

    private AnswerWriter(ParsedOffer offer, MediaAnswer answer) {
        this.offer = offer;
        this.answer = answer;
        for (SlotStream stream : answer.slotStreams()) {
            streams.put(stream.mid(), stream);
        }
    }

    /// Writes an answer.
    ///
    /// @param sessionId the same in every answer on a connection, below 2^63
    /// @param version one more in each further answer
    public static String write(
            ParsedOffer offer, MediaAnswer answer, long sessionId, long version) {
        return new AnswerWriter(offer, answer).write(sessionId, version);
    }

    private String write(long sessionId, long version) {
        line("v=0");
        line("o=- " + sessionId + " " + version + " IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        line(
                offer.sections().stream()
                        .filter(Section::isAccepted)
                        .map(Section::mid)
                        .collect(Collectors.joining(" ", "a=group:BUNDLE ", "")));
        if (answer.iceLite()) {
            line("a=ice-lite");
        }
        if (offer.mixedHeaders()) {
            line("a=extmap-allow-mixed");
        }
        line("a=msid-semantic: WMS *");
        boolean first = true;
        for (Section section : offer.sections()) {
            if (!section.isAccepted()) {
                reject(section);
                continue;
            }
            accept(section);
            if (first) {
                candidates();
                first = false;
            }
        }
        return sdp.toString();
    }

    private void reject(Section section) {
        line("m=" + section.media() + " 0 " + section.protocol() + " " + section.format());
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + section.mid());
        line("a=inactive");
    }

    private void accept(Section section) {
        sdp.append("m=").append(section.media()).append(" 9 ").append(section.protocol());
        for (NegotiatedCodec codec : section.codecs()) {
            formats(codec);
        }
        line("");
        line("c=IN IP4 0.0.0.0");
        line("a=mid:" + section.mid());
        line("a=ice-ufrag:" + answer.ice().ufrag());
        line("a=ice-pwd:" + answer.ice().password());
        line(
                "a=fingerprint:"
                        + answer.fingerprint().algorithm()
                        + " "
                        + answer.fingerprint().value());
        line("a=setup:" + answer.setup().name().toLowerCase(Locale.ROOT));
        line("a=rtcp-mux");
        if (section.reducedSize()) {
            line("a=rtcp-rsize");
        }
        for (NegotiatedCodec codec : section.codecs()) {
            codec(codec);
        }
        for (NegotiatedExtension negotiated : section.extensions()) {
            line(
                    "a=extmap:"
                            + negotiated.extension().id()
                            + negotiated.direction()
                            + " "
                            + negotiated.extension().type().uri());
        }
        switch (section.role()) {
            case SEND -> receive(section);
            case SLOT -> send(section, streams.get(section.mid()));
            case IDLE, REJECTED -> line("a=inactive");
        }
    }

    private void formats(NegotiatedCodec codec) {
        if (codec.redFirst()) {
            sdp.append(' ').append(codec.redPayloadType());
        }
        sdp.append(' ').append(codec.payloadType());
        if (codec.redPayloadType() >= 0 && !codec.redFirst()) {
            sdp.append(' ').append(codec.redPayloadType());
        }
        if (codec.rtxPayloadType() >= 0) {
            sdp.append(' ').append(codec.rtxPayloadType());
        }
    }

    private void codec(NegotiatedCodec negotiated) {
        Codec codec = negotiated.codec();
        int payloadType = negotiated.payloadType();
        String map = codec.encodingName() + "/" + codec.clockRate();
        line("a=rtpmap:" + payloadType + " " + map + (codec == Codec.OPUS ? "/2" : ""));
        for (RtcpFeedback feedback : negotiated.feedback()) {
            line("a=rtcp-fb:" + payloadType + " " + FeedbackNames.of(feedback));
        }
        if (!negotiated.parameters().isEmpty()) {
            line("a=fmtp:" + payloadType + " " + negotiated.parameters());
        }
        int red = negotiated.redPayloadType();
        if (red >= 0) {
            line("a=rtpmap:" + red + " red/48000/2");
            line("a=fmtp:" + red + " " + payloadType + "/" + payloadType);
        }
        int rtx = negotiated.rtxPayloadType();
        if (rtx >= 0) {
            line("a=rtpmap:" + rtx + " rtx/90000");
            line("a=fmtp:" + rtx + " apt=" + payloadType);
        }
    }

    private void receive(Section section) {
        line("a=recvonly");
        List<String> rids = section.rids();
        if (rids.isEmpty()) {
            return;
        }
        for (String rid : rids) {
            line("a=rid:" + rid + " recv");
        }
        line("a=simulcast:recv " + String.join(";", rids));
    }

    /// The SSRC lines are needed: Firefox finds retransmissions by nothing else.
    private void send(Section section, @Nullable SlotStream stream) {
        if (stream == null) {
            line("a=inactive");
            return;
        }
        String name = "slot-" + section.slot();
        line("a=sendonly");
        line("a=msid:" + name + " " + name + (section.kind() == MediaKind.AUDIO ? "-a" : "-v"));
        boolean rtx = section.codecs().stream().anyMatch(codec -> codec.rtxPayloadType() >= 0);
        if (rtx) {
            line("a=ssrc-group:FID " + stream.ssrc() + " " + stream.rtxSsrc());
        }
        line("a=ssrc:" + stream.ssrc() + " cname:" + name);
        if (rtx) {
            line("a=ssrc:" + stream.rtxSsrc() + " cname:" + name);
        }
    }

    private void candidates() {
        for (IceCandidate candidate : answer.candidates()) {
            line(candidate(candidate));
        }
        line("a=end-of-candidates");
    }

    /// The line of a candidate (RFC 8839 §5.1, RFC 6544 §4.5).
    static String candidate(IceCandidate candidate) {
        return "a=candidate:"
                + candidate.foundation()
                + " 1 "
                + candidate.transport()
                + " "
                + candidate.priority()
                + " "
                + candidate.address()
                + " "
                + candidate.port()
                + " typ "
                + candidate.type()
                + (candidate.type().equals("host") ? "" : " raddr 0.0.0.0 rport 0")
                + (candidate.tcpType() == null ? "" : " tcptype " + candidate.tcpType());
    }

    private void line(String text) {
        sdp.append(text).append("\r\n");
    }
}
