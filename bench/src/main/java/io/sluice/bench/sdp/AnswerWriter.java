package io.sluice.bench.sdp;

import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.sfu.api.MediaKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a generated participant says to a server that offers, and how it uses what was agreed.
public final class AnswerWriter {
    private static final List<String> TAKEN_OVER =
            List.of("rtpmap", "fmtp", "rtcp-fb", "extmap", "mid");

    private AnswerWriter() {}

    /// Takes everything that is offered, and waits for the server's handshake: whoever waits
    /// chooses the SRTP profile (RFC 5764 §4.1.2), which so is the same for each server.
    public static String answer(SessionDescription offer, LocalEndpoint endpoint) {
        StringBuilder answer = new StringBuilder();
        line(answer, "v=0");
        line(answer, "o=- 1 1 IN IP4 127.0.0.1");
        line(answer, "s=-");
        line(answer, "t=0 0");
        SessionDescription.value(offer.attributes(), "group")
                .ifPresent(group -> line(answer, "a=group:" + group));
        for (Section section : offer.sections()) {
            append(answer, section, endpoint);
        }
        return answer.toString();
    }

    private static void append(StringBuilder answer, Section offered, LocalEndpoint endpoint) {
        String formats = String.join(" ", offered.formats());
        line(answer, "m=" + offered.kind() + " 9 " + offered.protocol() + " " + formats);
        line(answer, "c=IN IP4 0.0.0.0");
        line(answer, "a=ice-ufrag:" + endpoint.ufrag());
        line(answer, "a=ice-pwd:" + endpoint.password());
        line(answer, "a=fingerprint:sha-256 " + endpoint.fingerprint());
        line(answer, "a=setup:passive");
        line(answer, "a=recvonly");
        line(answer, "a=rtcp-mux");
        for (String name : TAKEN_OVER) {
            offered.values(name).forEach(value -> line(answer, "a=" + name + ":" + value));
        }
    }

    private static void line(StringBuilder answer, String text) {
        answer.append(text).append("\r\n");
    }

    /// How to send what the server took of an offer by [OfferWriter].
    public static SendFormat sendFormat(SessionDescription answer) {
        int audio = payloadType(answer, "audio", "opus");
        int video = payloadType(answer, "video", "VP8");
        return new SendFormat(
                audio,
                video,
                extension(answer, Extensions.ABS_SEND_TIME),
                extension(answer, Extensions.TRANSPORT_CC),
                extension(answer, Extensions.AUDIO_LEVEL),
                extension(answer, Extensions.MID),
                extension(answer, Extensions.RID),
                OfferWriter.MICROPHONE_MID,
                OfferWriter.CAMERA_MID);
    }

    /// How the packets look that come after all of an offer was taken.
    public static ReceiveFormat receiveFormat(SessionDescription offer) {
        Map<Integer, MediaKind> kinds = new HashMap<>();
        for (Section section : offer.sections()) {
            boolean audio = section.kind().equals("audio");
            int type = section.payloadType(audio ? "opus" : "VP8");
            if (type != 0) {
                kinds.put(type, audio ? MediaKind.AUDIO : MediaKind.VIDEO);
            }
        }
        return new ReceiveFormat(kinds, extension(offer, Extensions.TRANSPORT_CC));
    }

    private static int payloadType(SessionDescription description, String kind, String codec) {
        return description.first(kind).map(section -> section.payloadType(codec)).orElse(0);
    }

    /// Its id is the same in all sections that have it (RFC 8843 §9.1).
    private static int extension(SessionDescription description, String name) {
        return description.sections().stream()
                .mapToInt(section -> section.extension(name))
                .filter(id -> id != 0)
                .findFirst()
                .orElse(0);
    }
}
