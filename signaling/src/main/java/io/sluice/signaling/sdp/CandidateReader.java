package io.sluice.signaling.sdp;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.signaling.sdp.SdpText.MediaText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the candidates of an offer (RFC 8839 §5.1): those a server can send a check to. A name is
/// never looked up: what hides behind mDNS shows itself by its own checks.
public final class CandidateReader {
    /// A peer with two address families, a VPN and a relay has a dozen.
    static final int MAX_CANDIDATES = 32;

    /// foundation, component, transport, priority, address, port, `typ`, type.
    private static final int MIN_WORDS = 8;

    private static final String PREFIX = "candidate:";
    private static final int MAX_FOUNDATION = 32;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> TYPES = Set.of("host", "srflx", "prflx", "relay");

    private CandidateReader() {}

    /// The usable candidates of the section that carries the bundle, the best first.
    static List<IceCandidate> read(MediaText media) {
        return read(media.attributes());
    }

    static List<IceCandidate> read(Attributes attributes) {
        return readValues(attributes.all("candidate"));
    }

    /// The usable ones of what a browser calls candidates, each beginning with `candidate:`; the
    /// best first.
    public static List<IceCandidate> read(List<String> lines) {
        return readValues(
                lines.stream()
                        .filter(line -> line.startsWith(PREFIX))
                        .map(line -> line.substring(PREFIX.length()))
                        .toList());
    }

    private static List<IceCandidate> readValues(List<String> values) {
        List<IceCandidate> candidates = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String line : values) {
            IceCandidate candidate = candidate(line);
            if (candidate != null && seen.add(candidate.address() + " " + candidate.port())) {
                candidates.add(candidate);
            }
            if (candidates.size() == MAX_CANDIDATES) {
                break;
            }
        }
        candidates.sort(Comparator.comparingLong(IceCandidate::priority).reversed());
        return candidates;
    }

    private static @Nullable IceCandidate candidate(String line) {
        List<String> words = Words.of(line);
        if (words.size() < MIN_WORDS
                || words.getFirst().length() > MAX_FOUNDATION
                || !words.get(1).equals("1")
                || !words.get(2).equalsIgnoreCase("udp")
                || !words.get(6).equals("typ")) {
            return null;
        }
        long priority = Words.unsigned(words.get(3));
        int port = Words.number(words.get(5), MAX_PORT);
        String type = words.get(7).toLowerCase(Locale.ROOT);
        InetAddress address = address(words.get(4));
        if (priority < 1 || port < 1 || !TYPES.contains(type) || address == null) {
            return null;
        }
        return new IceCandidate(
                words.getFirst(), "udp", priority, address.getHostAddress(), port, type);
    }

    /// An address somebody can be reached at; null for a name and for those that mean nobody or
    /// everybody.
    private static @Nullable InetAddress address(String text) {
        if (text.indexOf('%') >= 0) {
            return null; // a zone is an interface of the peer's machine
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
        return address.isAnyLocalAddress() || address.isMulticastAddress() ? null : address;
    }
}
