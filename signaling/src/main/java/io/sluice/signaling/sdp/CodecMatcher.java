package io.sluice.signaling.sdp;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.signaling.sdp.SdpText.MediaText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the codecs of a media section that we forward, one payload type each, in the peer's order
/// of preference. Payload types are matched by name, clock rate and `a=fmtp`.
final class CodecMatcher {
    private record Format(int payloadType, String name, FormatParameters parameters) {}

    private final MediaKind kind;
    private final boolean peerSends;
    private final Map<Integer, Format> formats = new HashMap<>();
    private final List<Integer> order = new ArrayList<>();
    private final Map<Integer, List<RtcpFeedback>> feedback = new HashMap<>();

    private CodecMatcher(MediaText media, MediaKind kind, boolean peerSends) {
        this.kind = kind;
        this.peerSends = peerSends;
        for (String word : media.formats()) {
            int payloadType = payloadType(word);
            if (payloadType >= 0 && !order.contains(payloadType)) {
                order.add(payloadType);
            }
        }
        Map<Integer, FormatParameters> parameters = new HashMap<>();
        for (String line : media.attributes().all("fmtp")) {
            int space = line.indexOf(' ');
            if (space > 0) {
                int payloadType = payloadType(line.substring(0, space));
                parameters.putIfAbsent(
                        payloadType, FormatParameters.parse(line.substring(space + 1)));
            }
        }
        for (String line : media.attributes().all("rtpmap")) {
            List<String> words = Words.of(line);
            if (words.size() == 2) {
                int payloadType = payloadType(words.getFirst());
                formats.putIfAbsent(
                        payloadType,
                        new Format(
                                payloadType,
                                words.get(1).toLowerCase(Locale.ROOT),
                                parameters.getOrDefault(payloadType, FormatParameters.NONE)));
            }
        }
        for (String line : media.attributes().all("rtcp-fb")) {
            readFeedback(line);
        }
    }

    /// @param peerSends whether the peer sends through this section: then more kinds of H.264 are
    ///   taken
    static List<NegotiatedCodec> match(MediaText media, MediaKind kind, boolean peerSends) {
        return new CodecMatcher(media, kind, peerSends).match();
    }

    private List<NegotiatedCodec> match() {
        Map<Codec, Format> chosen = new EnumMap<>(Codec.class);
        List<Codec> preference = new ArrayList<>();
        for (int payloadType : order) {
            Format format = formats.get(payloadType);
            if (format == null) {
                continue;
            }
            Optional<Codec> codec = codecOf(format);
            if (codec.isEmpty()) {
                continue;
            }
            Format other = chosen.get(codec.get());
            if (other == null) {
                preference.add(codec.get());
                chosen.put(codec.get(), format);
            } else if (codec.get() == Codec.H264
                    && H264Profile.rank(format.parameters) < H264Profile.rank(other.parameters)) {
                chosen.put(Codec.H264, format);
            }
        }
        List<NegotiatedCodec> codecs = new ArrayList<>();
        for (Codec codec : preference) {
            Format format = chosen.get(codec);
            if (format != null) {
                codecs.add(negotiate(codec, format));
            }
        }
        return codecs;
    }

    private NegotiatedCodec negotiate(Codec codec, Format format) {
        int red = codec == Codec.OPUS ? redOf(format) : CodecParameters.NONE;
        return new NegotiatedCodec(
                codec,
                format.payloadType,
                answered(codec, format.parameters),
                codec.isVideo() ? rtxOf(format) : CodecParameters.NONE,
                red,
                red >= 0 && order.indexOf(red) < order.indexOf(format.payloadType),
                feedback.getOrDefault(format.payloadType, List.of()));
    }

    private Optional<Codec> codecOf(Format format) {
        FormatParameters parameters = format.parameters;
        Codec codec =
                switch (format.name) {
                    case "opus/48000/2" -> Codec.OPUS;
                    case "vp8/90000" -> Codec.VP8;
                    case "vp9/90000" ->
                            parameters.value("profile-id", "0").equals("0") ? Codec.VP9 : null;
                    case "av1/90000" ->
                            parameters.value("profile", "0").equals("0") ? Codec.AV1 : null;
                    case "h264/90000" ->
                            (peerSends
                                            ? H264Profile.isTakenFromSenders(parameters)
                                            : H264Profile.isSentToReceivers(parameters))
                                    ? Codec.H264
                                    : null;
                    default -> null;
                };
        return codec != null && codec.isVideo() == (kind == MediaKind.VIDEO)
                ? Optional.of(codec)
                : Optional.empty();
    }

    /// What we say about a codec: for Opus what we like to get, for others what was offered.
    private static String answered(Codec codec, FormatParameters offered) {
        return switch (codec) {
            case OPUS -> {
                boolean stereo =
                        offered.value("stereo", "0").equals("1")
                                || offered.value("sprop-stereo", "0").equals("1");
                yield "minptime=10;useinbandfec=1;usedtx=1"
                        + (stereo ? ";stereo=1;sprop-stereo=1" : "");
            }
            case VP8 -> "";
            case VP9 -> "profile-id=0";
            case H264 ->
                    "level-asymmetry-allowed=1;packetization-mode="
                            + H264Profile.packetizationMode(offered)
                            + ";profile-level-id="
                            + H264Profile.of(offered);
            case AV1 -> av1(offered);
        };
    }

    private static String av1(FormatParameters offered) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("level-idx", "profile", "tier")) {
            int value = Words.number(offered.value(name, ""), 31);
            if (value >= 0) {
                text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
            }
        }
        return text.toString();
    }

    private int rtxOf(Format format) {
        for (int payloadType : order) {
            Format rtx = formats.get(payloadType);
            if (rtx != null
                    && rtx.name.equals("rtx/90000")
                    && Words.number(rtx.parameters.value("apt", ""), 127) == format.payloadType) {
                return payloadType;
            }
        }
        return CodecParameters.NONE;
    }

    /// RED around this format: its parameters are the payload type, once per level (RFC 2198).
    private int redOf(Format opus) {
        for (int payloadType : order) {
            Format red = formats.get(payloadType);
            if (red != null && red.name.equals("red/48000/2")) {
                for (String blocks : red.parameters.values().keySet()) {
                    List<String> levels = Words.split(blocks, '/');
                    if (!levels.isEmpty()
                            && levels.stream()
                                    .allMatch(l -> Words.number(l, 127) == opus.payloadType)) {
                        return payloadType;
                    }
                }
            }
        }
        return CodecParameters.NONE;
    }

    private void readFeedback(String line) {
        int space = line.indexOf(' ');
        if (space <= 0) {
            return;
        }
        Optional<RtcpFeedback> kind = FeedbackNames.of(line.substring(space + 1).strip());
        if (kind.isEmpty()) {
            return;
        }
        String formatWord = line.substring(0, space);
        if (formatWord.equals("*")) {
            for (int payloadType : order) {
                addFeedback(payloadType, kind.get());
            }
            return;
        }
        addFeedback(payloadType(formatWord), kind.get());
    }

    private void addFeedback(int payloadType, RtcpFeedback kind) {
        List<RtcpFeedback> list = feedback.computeIfAbsent(payloadType, _ -> new ArrayList<>());
        if (!list.contains(kind)) {
            list.add(kind);
        }
    }

    /// A payload type that RTCP on the same port cannot be taken for (RFC 5761 §4), or -1.
    private static int payloadType(String word) {
        int number = Words.number(word, 127);
        return number >= 64 && number <= 95 ? -1 : number;
    }
}
