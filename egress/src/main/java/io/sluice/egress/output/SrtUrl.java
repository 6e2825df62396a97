package io.sluice.egress.output;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody typed as the URL of an SRT listener,
/// `srt://host:port?streamid=…&passphrase=…&latency=…&pbkeylen=…&mode=caller`, and the stream id
/// when it was typed apart. Only the options named here are understood, so that a URL cannot reach
/// into a library.
public sealed interface SrtUrl {
    /// It can be sent to.
    record Good(SrtTarget target) implements SrtUrl {}

    /// It cannot.
    ///
    /// @param why a sentence for whoever typed it, without what was typed
    record Bad(String why) implements SrtUrl {}

    int MAX_CHARACTERS = 2_048;
    int MAX_STREAM_ID_BYTES = 512;
    int MIN_PASSPHRASE_BYTES = 10;
    int MAX_PASSPHRASE_BYTES = 79;
    int MIN_LATENCY_MILLIS = 20;
    int MAX_LATENCY_MILLIS = 8_000;

    /// Reads the URL; `streamId` is the one typed apart, "" for none.
    static SrtUrl read(String url, String streamId) {
        if (url.length() > MAX_CHARACTERS || streamId.length() > MAX_CHARACTERS) {
            return new Bad("The URL is too long.");
        }
        try {
            URI uri = new URI(url.strip());
            String why = wrongForm(uri);
            return why == null ? withOptions(uri, streamId.strip()) : new Bad(why);
        } catch (URISyntaxException _) {
            return new Bad(
                    "The URL is not one; signs that it may not have are written as % and two"
                            + " digits.");
        }
    }

    private static @Nullable String wrongForm(URI uri) {
        if (uri.getRawFragment() != null) {
            return "A # in an option is written as %23; the stream id can stand apart instead.";
        }
        boolean usable =
                "srt".equalsIgnoreCase(uri.getScheme())
                        && uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getPort() > 0
                        && uri.getPort() <= 0xffff
                        && Set.of("", "/").contains(uri.getRawPath());
        return usable ? null : "The URL needs a server and a port, as in srt://host:9000.";
    }

    private static SrtUrl withOptions(URI uri, String streamId) {
        Map<String, String> options = new HashMap<>();
        String query = uri.getRawQuery();
        for (String option : query == null ? new String[0] : query.split("&", -1)) {
            String why = take(option, options);
            if (why != null) {
                return new Bad(why);
            }
        }
        if (!streamId.isEmpty() && options.put("streamid", streamId) != null) {
            return new Bad("The stream id stands in the URL and apart; once is enough.");
        }
        return of(uri, options);
    }

    private static @Nullable String take(String option, Map<String, String> options) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        if (!Set.of("streamid", "passphrase", "pbkeylen", "latency", "mode").contains(name)) {
            return "Of the options of SRT only streamid, passphrase, latency, pbkeylen and"
                    + " mode=caller are understood.";
        }
        String value = equals < 0 ? "" : option.substring(equals + 1);
        String decoded = decode(value);
        if (decoded == null) {
            return "An option holds a % without two digits behind it.";
        }
        return options.put(name, decoded) == null ? null : "An option stands there twice.";
    }

    /// A plus sign stays one: SRT knows no forms.
    private static @Nullable String decode(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static SrtUrl of(URI uri, Map<String, String> options) {
        String host = uri.getHost();
        SrtTarget target =
                new SrtTarget(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        uri.getPort(),
                        options.getOrDefault("streamid", ""),
                        options.getOrDefault("passphrase", ""),
                        number(options.get("pbkeylen"), SrtTarget.DEFAULT_KEY_BYTES),
                        number(options.get("latency"), SrtTarget.DEFAULT_LATENCY_MILLIS));
        if (!options.getOrDefault("mode", "caller").equals("caller")) {
            return new Bad("SRT is sent as the caller only: leave mode away.");
        }
        String why = outOfBounds(target);
        return why == null ? new Good(target) : new Bad(why);
    }

    private static int number(@Nullable String digits, int usual) {
        if (digits == null) {
            return usual;
        }
        return digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt("0" + digits)
                : -1;
    }

    private static @Nullable String outOfBounds(SrtTarget target) {
        if (!fits(target.streamId(), 0, MAX_STREAM_ID_BYTES)) {
            return "A stream id has at most 512 characters, and none of control.";
        }
        if (!target.passphrase().isEmpty()
                && !fits(target.passphrase(), MIN_PASSPHRASE_BYTES, MAX_PASSPHRASE_BYTES)) {
            return "A passphrase has 10 to 79 characters, and none of control.";
        }
        if (!Set.of(16, 24, 32).contains(target.keyBytes())) {
            return "pbkeylen is 16, 24 or 32.";
        }
        boolean inTime =
                target.latencyMillis() >= MIN_LATENCY_MILLIS
                        && target.latencyMillis() <= MAX_LATENCY_MILLIS;
        return inTime ? null : "latency is 20 to 8000 milliseconds.";
    }

    private static boolean fits(String text, int least, int most) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes >= least
                && bytes <= most
                && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\ufffd');
    }
}
