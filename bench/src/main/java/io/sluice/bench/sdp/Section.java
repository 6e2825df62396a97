package io.sluice.bench.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One media section (RFC 8866 §5.14), its attributes without `a=`.
///
/// @param kind `audio`, `video` or what else there may be
/// @param formats payload types, as written
public record Section(
        String kind, int port, String protocol, List<String> formats, List<String> attributes) {
    private static final int MAX_EXTENSION_ID = 14;
    private static final int MAX_PAYLOAD_TYPE = 127;

    public Section {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    /// What stands behind `a=name:` the first time.
    public Optional<String> value(String name) {
        return SessionDescription.value(attributes, name);
    }

    /// What stands behind each `a=name:`.
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (String attribute : attributes) {
            if (attribute.startsWith(name + ":")) {
                values.add(attribute.substring(name.length() + 1).strip());
            }
        }
        return values;
    }

    /// The MID (RFC 8843), empty when there is none.
    public String mid() {
        return value("mid").orElse("");
    }

    /// The id of a header extension in its one-byte form (RFC 8285 §4.2), 0 when it is not there.
    public int extension(String name) {
        for (String value : values("extmap")) {
            String[] words = value.split(" ", 3);
            String id = words[0].split("/", 2)[0]; // a direction may follow
            if (words.length >= 2 && words[1].equals(name)) {
                return number(id, 1, MAX_EXTENSION_ID);
            }
        }
        return 0;
    }

    /// The first payload type of a codec, 0 when it is not there.
    public int payloadType(String codec) {
        for (String value : values("rtpmap")) {
            String[] words = value.split(" ", 2);
            boolean named =
                    words.length == 2
                            && words[1].toLowerCase(Locale.ROOT)
                                    .startsWith(codec.toLowerCase(Locale.ROOT) + "/");
            if (named && formats.contains(words[0])) {
                return number(words[0], 1, MAX_PAYLOAD_TYPE);
            }
        }
        return 0;
    }

    /// The number written there, 0 when it is none or out of bounds.
    private static int number(String text, int least, int most) {
        if (text.isEmpty()
                || text.length() > 3
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        int number = Integer.parseInt(text);
        return number >= least && number <= most ? number : 0;
    }
}
