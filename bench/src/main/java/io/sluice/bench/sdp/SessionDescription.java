package io.sluice.bench.sdp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a server said in SDP (RFC 8866): as much as a generated participant needs of it.
///
/// @param attributes those of the session, without `a=`
public record SessionDescription(List<String> attributes, List<Section> sections) {
    /// Far more than a server says to a viewer of a hundred people.
    static final int MAX_CHARACTERS = 1 << 20;

    static final int MAX_SECTIONS = 2_000;

    private static final int CANDIDATE_COMPONENT = 1;
    private static final int CANDIDATE_PROTOCOL = 2;
    private static final int CANDIDATE_ADDRESS = 4;
    private static final int CANDIDATE_PORT = 5;
    private static final int MAX_PORT = 65_535;

    public SessionDescription {
        attributes = List.copyOf(attributes);
        sections = List.copyOf(sections);
    }

    /// Reads a description.
    ///
    /// @throws IOException when it is none, or too long
    public static SessionDescription parse(String sdp) throws IOException {
        if (sdp.length() > MAX_CHARACTERS) {
            throw new IOException("a description of " + sdp.length() + " characters");
        }
        List<String> session = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        List<String> attributes = session;
        String media = "";
        for (String line : sdp.lines().map(String::strip).toList()) {
            if (line.startsWith("m=")) {
                finish(sections, media, attributes);
                media = line.substring(2);
                attributes = new ArrayList<>();
            } else if (line.startsWith("a=")) {
                attributes.add(line.substring(2));
            }
        }
        finish(sections, media, attributes);
        return new SessionDescription(session, sections);
    }

    private static void finish(List<Section> sections, String media, List<String> attributes)
            throws IOException {
        if (media.isEmpty()) {
            return; // these were the session's
        }
        List<String> words = List.of(media.split(" +", -1));
        if (words.size() < 4 || sections.size() == MAX_SECTIONS) {
            throw new IOException("a section that cannot be read: " + media);
        }
        sections.add(
                new Section(
                        words.get(0),
                        port(words.get(1)),
                        words.get(2),
                        words.subList(3, words.size()),
                        attributes));
    }

    private static int port(String text) throws IOException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IOException("not a port: " + text);
    }

    static Optional<String> value(List<String> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.startsWith(name + ":"))
                .findFirst()
                .map(attribute -> attribute.substring(name.length() + 1).strip());
    }

    /// Of the session or, where it does not say it, of the first section that does: all of them are
    /// bundled.
    private String transportValue(String name) throws IOException {
        Optional<String> value = value(attributes, name);
        for (Section section : sections) {
            value = value.or(() -> section.value(name));
        }
        return value.orElseThrow(() -> new IOException("the description has no a=" + name));
    }

    /// The fragment of the user's name in ICE (RFC 8839 §5.4).
    public String ufrag() throws IOException {
        return transportValue("ice-ufrag");
    }

    /// The password in ICE.
    public String password() throws IOException {
        return transportValue("ice-pwd");
    }

    /// SHA-256 of the certificate, in hexadecimal with colons (RFC 8122 §5).
    public String fingerprint() throws IOException {
        String[] words = transportValue("fingerprint").split(" +", 2);
        if (words.length != 2 || !words[0].equalsIgnoreCase("sha-256")) {
            throw new IOException("a fingerprint that is not SHA-256: " + words[0]);
        }
        return words[1];
    }

    /// Whether the server, having answered this, waits for our handshake (RFC 8842 §5).
    public boolean waitsForHandshake() throws IOException {
        return transportValue("setup").equals("passive");
    }

    /// The first candidate for UDP and RTP (RFC 8839 §5.1).
    public InetSocketAddress candidate() throws IOException {
        for (Section section : sections) {
            for (String candidate : section.values("candidate")) {
                List<String> words = List.of(candidate.split(" +", -1));
                if (words.size() > CANDIDATE_PORT
                        && words.get(CANDIDATE_COMPONENT).equals("1")
                        && words.get(CANDIDATE_PROTOCOL).equalsIgnoreCase("udp")) {
                    return new InetSocketAddress(
                            address(words.get(CANDIDATE_ADDRESS)), port(words.get(CANDIDATE_PORT)));
                }
            }
        }
        throw new IOException("the description has no candidate for UDP");
    }

    private static InetAddress address(String literal) throws IOException {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + literal, e);
        }
    }

    /// The first section of a kind.
    public Optional<Section> first(String kind) {
        return sections.stream().filter(section -> section.kind().equals(kind)).findFirst();
    }
}
