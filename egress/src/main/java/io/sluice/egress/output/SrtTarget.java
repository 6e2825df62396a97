package io.sluice.egress.output;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where to send SRT, as the caller: taken from
/// `srt://host:port?streamid=…&passphrase=…&latency=…`. Only options named here are understood, so
/// that a URL cannot reach into a library. The stream id and the passphrase are never shown by
/// [#toString].
///
/// @param streamId "" for none
/// @param passphrase 10 to 79 characters, "" for no encryption
/// @param keyBytes 16, 24 or 32
/// @param latencyMillis 20 to 8,000
public record SrtTarget(
        String host,
        int port,
        String streamId,
        String passphrase,
        int keyBytes,
        int latencyMillis) {
    private static final int DEFAULT_LATENCY_MILLIS = 200;
    private static final int MAX_CHARACTERS = 2_048;
    private static final int MAX_STREAM_ID = 512;
    private static final Set<String> OPTIONS =
            Set.of("streamid", "passphrase", "pbkeylen", "latency", "mode");

    /// Nothing when it is no SRT URL, or one with an option that is not understood.
    public static Optional<SrtTarget> parse(String url) {
        if (url.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url.strip());
            boolean usable =
                    "srt".equalsIgnoreCase(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getFragment() == null
                            && uri.getPort() > 0
                            && uri.getPort() <= 0xffff
                            && List.of("", "/").contains(uri.getRawPath());
            return usable
                    ? options(uri.getRawQuery()).flatMap(options -> of(uri, options))
                    : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> options(String query) {
        Map<String, String> options = new HashMap<>();
        for (String option : query == null ? new String[0] : query.split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            String decoded = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean printable = decoded.chars().noneMatch(Character::isISOControl);
            if (!OPTIONS.contains(name) || !printable || options.put(name, decoded) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(options);
    }

    private static Optional<SrtTarget> of(URI uri, Map<String, String> options) {
        String host = uri.getHost();
        SrtTarget target =
                new SrtTarget(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        uri.getPort(),
                        options.getOrDefault("streamid", ""),
                        options.getOrDefault("passphrase", ""),
                        Integer.parseInt(options.getOrDefault("pbkeylen", "16")),
                        Integer.parseInt(
                                options.getOrDefault(
                                        "latency", String.valueOf(DEFAULT_LATENCY_MILLIS))));
        int secret = target.passphrase.length();
        boolean sound =
                (secret == 0 || (secret >= 10 && secret <= 79))
                        && Set.of(16, 24, 32).contains(target.keyBytes)
                        && target.latencyMillis >= 20
                        && target.latencyMillis <= 8_000
                        && target.streamId.length() <= MAX_STREAM_ID
                        && options.getOrDefault("mode", "caller").equals("caller");
        return sound ? Optional.of(target) : Optional.empty();
    }

    @Override
    public String toString() {
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "srt://" + shownHost + ":" + port + (streamId.isEmpty() ? "" : "/••••");
    }
}
