package io.sluice.signaling.sdp;

import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.sdp.ExtensionMatcher.NegotiatedExtension;
import io.sluice.signaling.sdp.SdpText.MediaText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a WebRTC offer: one BUNDLE of sections that send a track or receive one half of a slot
/// (RFC 8829 §5.2, RFC 9143). Sections we cannot serve are kept, to be rejected in the answer.
public final class OfferReader {
    /// Browsers offer at most three simulcast encodings.
    private static final int MAX_ENCODINGS = 4;

    private static final Set<String> PROTOCOLS =
            Set.of("UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF");

    private final SdpText text;
    private final boolean viewer;
    private final SlotNumbers.Numbering numbering;
    private final @Nullable Set<String> bundle;
    private final List<Section> sections = new ArrayList<>();
    private final List<SendSection> sends = new ArrayList<>();
    private final List<SlotSection> slots = new ArrayList<>();
    private final Map<List<?>, List<?>> lists = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private @Nullable MediaText first;

    private OfferReader(SdpText text, boolean viewer, SlotNumbers numbers) {
        this.text = text;
        this.viewer = viewer;
        numbering = numbers.continued();
        bundle = bundle(text);
    }

    /// Reads an offer.
    ///
    /// @param previous the offer before this one on the same connection, whose slot numbers go on
    /// @throws RejectedException when it cannot be answered at all
    public static ParsedOffer read(String sdp, @Nullable ParsedOffer previous) {
        SlotNumbers numbers = previous == null ? SlotNumbers.NONE : previous.slotNumbers();
        return new OfferReader(SdpText.parse(sdp), false, numbers).read();
    }

    /// Reads the offer of a WHEP viewer: `sendrecv` only means that it receives.
    public static ParsedOffer readViewer(String sdp) {
        return new OfferReader(SdpText.parse(sdp), true, SlotNumbers.NONE).read();
    }

    private ParsedOffer read() {
        if (text.media().isEmpty()) {
            throw SdpText.bad("It has no m-line.");
        }
        Set<String> mids = new HashSet<>();
        boolean mixed = text.session().has("extmap-allow-mixed");
        for (MediaText media : text.media()) {
            String mid = media.attributes().first("mid").orElse("");
            if (!Words.isToken(mid) || !mids.add(mid)) {
                throw SdpText.bad("A media section has no mid of its own.");
            }
            mixed |= media.attributes().has("extmap-allow-mixed");
            readSection(media, mid);
        }
        if (first == null) {
            throw new RejectedException(
                    ErrorCode.UNSUPPORTED_MEDIA, "There is nothing in the offer we can serve.");
        }
        MediaOffer offer =
                new MediaOffer(
                        ice(first),
                        fingerprint(first),
                        setup(first),
                        sends,
                        slots,
                        CandidateReader.read(first));
        return new ParsedOffer(offer, sections, numbering.done(), mixed);
    }

    private void readSection(MediaText media, String mid) {
        MediaKind kind = media.media().equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
        Section.Role role = role(media);
        boolean peerSends = role != Section.Role.SLOT;
        List<NegotiatedCodec> codecs = List.of();
        if (isServed(media, mid)) {
            codecs = shared(CodecMatcher.match(media, kind, peerSends));
        }
        if (codecs.isEmpty()) {
            sections.add(
                    new Section(
                            mid,
                            shared(media.media()),
                            shared(media.protocol()),
                            shared(media.formats().getFirst()),
                            Section.Role.REJECTED,
                            kind,
                            -1,
                            List.of(),
                            List.of(),
                            List.of(),
                            false));
            return;
        }
        if (first == null) {
            first = media;
        }
        List<NegotiatedExtension> extensions =
                shared(ExtensionMatcher.match(media, kind, peerSends));
        List<String> rids = peerSends && kind == MediaKind.VIDEO ? rids(media) : List.of();
        int slot = role == Section.Role.SLOT ? numbering.of(mid, kind) : -1;
        sections.add(
                new Section(
                        mid,
                        shared(media.media()),
                        shared(media.protocol()),
                        shared(media.formats().getFirst()),
                        role,
                        kind,
                        slot,
                        codecs,
                        extensions,
                        rids,
                        media.attributes().has("rtcp-rsize")));
        var codecParameters = shared(codecs.stream().map(NegotiatedCodec::toParameters).toList());
        var headers = shared(extensions.stream().map(NegotiatedExtension::extension).toList());
        switch (role) {
            case SEND ->
                    sends.add(
                            new SendSection(
                                    mid, kind, codecParameters, headers, encodings(media, rids)));
            case SLOT -> slots.add(new SlotSection(slot, mid, kind, codecParameters, headers));
            case IDLE, REJECTED -> {}
        }
    }

    /// Most sections of an offer say the same: it is kept once, for as long as somebody stays.
    @SuppressWarnings("unchecked") // what is equal has the same elements
    private <T> List<T> shared(List<T> list) {
        return (List<T>) lists.computeIfAbsent(List.copyOf(list), same -> same);
    }

    private String shared(String word) {
        return words.computeIfAbsent(word, same -> same);
    }

    private Section.Role role(MediaText media) {
        if (media.attributes().has("inactive")) {
            return Section.Role.IDLE;
        }
        if (media.attributes().has("recvonly")) {
            return Section.Role.SLOT;
        }
        boolean named = media.attributes().has("sendonly") || media.attributes().has("sendrecv");
        if (!named && media.session().has("recvonly")) {
            return Section.Role.SLOT;
        }
        if (!named && media.session().has("inactive")) {
            return Section.Role.IDLE;
        }
        if (viewer && !media.attributes().has("sendonly")) {
            return Section.Role.SLOT;
        }
        return Section.Role.SEND;
    }

    private boolean isServed(MediaText media, String mid) {
        boolean known = media.media().equals("audio") || media.media().equals("video");
        // Firefox writes port 0 in all but the first section of a bundle: no rejection.
        boolean wanted = media.port() != 0 || media.attributes().has("bundle-only");
        boolean bundled = bundle == null ? text.media().size() == 1 : bundle.contains(mid);
        return known
                && wanted
                && bundled
                && PROTOCOLS.contains(media.protocol())
                && media.attributes().has("rtcp-mux");
    }

    private static @Nullable Set<String> bundle(SdpText text) {
        for (String group : text.session().all("group")) {
            List<String> words = Words.of(group);
            if (!words.isEmpty() && words.getFirst().equals("BUNDLE")) {
                return new HashSet<>(words.subList(1, words.size()));
            }
        }
        return null;
    }

    private static IceCredentials ice(MediaText media) {
        String ufrag = media.inherited("ice-ufrag").orElse("");
        String password = media.inherited("ice-pwd").orElse("");
        if (!Words.isIce(ufrag, 4, 256) || !Words.isIce(password, 22, 256)) {
            throw SdpText.bad("It has no usable ICE user name fragment and password.");
        }
        return new IceCredentials(ufrag, password);
    }

    private static DtlsFingerprint fingerprint(MediaText media) {
        List<String> lines = new ArrayList<>(media.attributes().all("fingerprint"));
        if (lines.isEmpty()) {
            lines.addAll(media.session().all("fingerprint"));
        }
        for (String line : lines) {
            List<String> words = Words.of(line);
            if (words.size() == 2 && words.getFirst().equalsIgnoreCase("sha-256")) {
                String value = words.get(1).toUpperCase(Locale.ROOT);
                if (value.matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}")) {
                    return new DtlsFingerprint("sha-256", value);
                }
            }
        }
        throw SdpText.bad("It has no SHA-256 fingerprint.");
    }

    private static DtlsSetup setup(MediaText media) {
        return switch (media.inherited("setup").orElse("actpass")) {
            case "actpass" -> DtlsSetup.ACTPASS;
            case "active" -> DtlsSetup.ACTIVE;
            case "passive" -> DtlsSetup.PASSIVE;
            default -> throw SdpText.bad("Its setup attribute is not one we can answer.");
        };
    }

    /// The first alternative of each stream in `a=simulcast:send` (RFC 8853 §5.1) that is declared
    /// by `a=rid`.
    private static List<String> rids(MediaText media) {
        Set<String> declared = new HashSet<>();
        for (String line : media.attributes().all("rid")) {
            List<String> words = Words.of(line);
            if (words.size() >= 2 && words.get(1).equals("send") && Words.isRid(words.getFirst())) {
                declared.add(words.getFirst());
            }
        }
        List<String> words = Words.of(media.attributes().first("simulcast").orElse(""));
        int send = words.indexOf("send");
        List<String> rids = new ArrayList<>();
        if (send < 0 || send + 1 >= words.size()) {
            return rids;
        }
        for (String stream : Words.split(words.get(send + 1), ';')) {
            List<String> alternatives = Words.split(stream, ',');
            if (alternatives.isEmpty()) {
                continue;
            }
            String rid = alternatives.getFirst();
            String name = rid.startsWith("~") ? rid.substring(1) : rid;
            if (declared.contains(name) && !rids.contains(name) && rids.size() < MAX_ENCODINGS) {
                rids.add(name);
            }
        }
        return rids;
    }

    private static List<EncodingParameters> encodings(MediaText media, List<String> rids) {
        if (!rids.isEmpty()) {
            return rids.stream()
                    .map(rid ->
                            new EncodingParameters(
                                    rid, EncodingParameters.UNKNOWN, EncodingParameters.UNKNOWN))
                    .toList();
        }
        for (String group : media.attributes().all("ssrc-group")) {
            List<String> words = Words.of(group);
            if (words.size() == 3 && words.getFirst().equals("FID")) {
                long ssrc = ssrc(words.get(1));
                long rtx = ssrc(words.get(2));
                if (ssrc > 0 && rtx > 0 && ssrc != rtx) {
                    return List.of(new EncodingParameters("", ssrc, rtx));
                }
            }
        }
        for (String line : media.attributes().all("ssrc")) {
            List<String> words = Words.of(line);
            long ssrc = words.isEmpty() ? EncodingParameters.UNKNOWN : ssrc(words.getFirst());
            if (ssrc > 0) {
                return List.of(new EncodingParameters("", ssrc, EncodingParameters.UNKNOWN));
            }
        }
        return List.of(
                new EncodingParameters("", EncodingParameters.UNKNOWN, EncodingParameters.UNKNOWN));
    }

    /// A usable SSRC, or [EncodingParameters#UNKNOWN].
    private static long ssrc(String word) {
        long value = Words.unsigned(word);
        return value > 0 ? value : EncodingParameters.UNKNOWN;
    }
}
