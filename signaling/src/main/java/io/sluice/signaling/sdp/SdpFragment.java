package io.sluice.signaling.sdp;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaAnswer;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A piece of SDP that tells of ICE only (RFC 8840 §9): candidates found later, or the credentials
/// of a restart.
///
/// @param credentials whose candidates these are; empty when the fragment does not say
/// @param candidates those a server may send a check to, the best first
public record SdpFragment(Optional<IceCredentials> credentials, List<IceCandidate> candidates) {
    public SdpFragment {
        candidates = List.copyOf(candidates);
    }

    /// A hundred candidates take 10 kB.
    public static final int MAX_LENGTH = 64 * 1024;

    /// Reads the body of a request.
    ///
    /// @throws RejectedException when it is no fragment
    public static SdpFragment read(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The fragment is too large.");
        }
        String ufrag = null;
        String password = null;
        int sections = 0;
        Attributes attributes = new Attributes();
        for (String line : Words.split(text.replace('\r', '\n'), '\n')) {
            if (line.length() < 2 || line.charAt(1) != '=') {
                throw SdpText.bad("A line is not of the form x=value.");
            }
            if (line.charAt(0) == 'm' && ++sections > SdpText.MAX_MEDIA) {
                throw SdpText.bad("It has too many m-lines.");
            }
            if (line.startsWith("a=")) {
                attributes.add(line.substring(2));
            }
            if (line.startsWith("a=ice-ufrag:")) {
                ufrag = same(ufrag, line.substring("a=ice-ufrag:".length()));
            } else if (line.startsWith("a=ice-pwd:")) {
                password = same(password, line.substring("a=ice-pwd:".length()));
            } else if (line.startsWith("a=candidate:") && Words.of(line).size() < 8) {
                throw SdpText.bad("A candidate is not complete.");
            }
        }
        List<IceCandidate> candidates = CandidateReader.read(attributes);
        if (ufrag == null && password == null) {
            return new SdpFragment(Optional.empty(), candidates);
        }
        if (ufrag == null
                || password == null
                || !Words.isIce(ufrag, 4, 256)
                || !Words.isIce(password, 22, 256)) {
            throw SdpText.bad("It has no usable ICE user name fragment and password.");
        }
        return new SdpFragment(Optional.of(new IceCredentials(ufrag, password)), candidates);
    }

    /// All sections of a bundle have one transport, and so the same credentials.
    private static String same(@Nullable String before, String now) {
        if (before != null && !before.equals(now)) {
            throw SdpText.bad("Its sections have different ICE credentials.");
        }
        return now;
    }

    /// Writes our side of a restart.
    public static String write(ParsedOffer offer, MediaAnswer answer) {
        List<Section> accepted = offer.sections().stream().filter(Section::isAccepted).toList();
        Section first = accepted.getFirst();
        StringBuilder text = new StringBuilder();
        if (answer.iceLite()) {
            line(text, "a=ice-lite");
        }
        line(
                text,
                accepted.stream()
                        .map(Section::mid)
                        .collect(Collectors.joining(" ", "a=group:BUNDLE ", "")));
        line(
                text,
                "m="
                        + first.media()
                        + " 9 "
                        + first.protocol()
                        + " "
                        + first.codecs().getFirst().payloadType());
        line(text, "a=mid:" + first.mid());
        line(text, "a=ice-ufrag:" + answer.ice().ufrag());
        line(text, "a=ice-pwd:" + answer.ice().password());
        for (IceCandidate candidate : answer.candidates()) {
            line(text, AnswerWriter.candidate(candidate));
        }
        line(text, "a=end-of-candidates");
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
