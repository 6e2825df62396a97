package io.sluice.rtmp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// Where to publish: server, application and the key of the stream, taken from a URL such as
/// `rtmps://a.example/live2/KEY`. The key is never shown by [#toString].
public record RtmpTarget(boolean tls, String host, int port, String application, String key) {
    private static final int PORT = 1935;
    private static final int TLS_PORT = 443;
    private static final int MAX_CHARACTERS = 2_048;

    /// Takes a URL with the key as its last segment, or without it and the key apart (then "" is
    /// none).
    ///
    /// Nothing when it is no rtmp or rtmps URL with a host, an application and a key.
    public static Optional<RtmpTarget> parse(String url, String separateKey) {
        if (url.length() > MAX_CHARACTERS || separateKey.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("rtmps");
        boolean usable = tls || scheme.equals("rtmp");
        if (!usable
                || uri.getHost() == null
                || uri.getUserInfo() != null
                || uri.getFragment() != null) {
            return Optional.empty();
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
        if (port == 0 || port > 0xffff) {
            return Optional.empty();
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("^/+", "");
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return split(path, query, separateKey.strip())
                .map(parts ->
                        new RtmpTarget(tls, host(uri), port, parts.application(), parts.key()));
    }

    private record Parts(String application, String key) {}

    private static Optional<Parts> split(String path, String query, String separateKey) {
        if (!separateKey.isEmpty()) {
            String application = path.replaceFirst("/+$", "") + query;
            return usable(application, separateKey);
        }
        int slash = path.lastIndexOf('/');
        return slash <= 0
                ? Optional.empty()
                : usable(path.substring(0, slash), path.substring(slash + 1) + query);
    }

    private static Optional<Parts> usable(String application, String key) {
        boolean printable =
                (application + key).chars().allMatch(c -> c > ' ' && c != 0x7f && c < 0x80);
        return application.isEmpty() || key.isEmpty() || key.startsWith("?") || !printable
                ? Optional.empty()
                : Optional.of(new Parts(application, key));
    }

    private static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /// The URL without the key, as `connect` tells it to the server.
    public String connectUrl() {
        int usual = tls ? TLS_PORT : PORT;
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        String shownPort = port == usual ? "" : ":" + port;
        return (tls ? "rtmps" : "rtmp") + "://" + shownHost + shownPort + "/" + application;
    }

    @Override
    public String toString() {
        return connectUrl() + "/••••";
    }
}
