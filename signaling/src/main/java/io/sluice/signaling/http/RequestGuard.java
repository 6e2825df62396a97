package io.sluice.signaling.http;

import io.sluice.signaling.session.Peer;
import io.sluice.signaling.session.SignalingConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Tells where a request comes from, and refuses what another site's page sends in a visitor's name
/// (cross-site WebSocket hijacking, DNS rebinding).
public final class RequestGuard {
    private static final List<String> PROXY_HEADERS =
            List.of("X-Forwarded-For", "X-Real-IP", "Forwarded");

    /// Suffixes nobody can register in the public DNS.
    private static final List<String> PRIVATE_SUFFIXES =
            List.of(".local", ".lan", ".internal", ".home.arpa", ".localhost");

    private final SignalingConfig.Access access;

    public RequestGuard(SignalingConfig.Access access) {
        this.access = access;
    }

    /// Whether the request may go on, judged by its `Origin` and `Host`.
    public boolean permits(Request request) {
        String host = Request.getServerName(request);
        if (host == null || !isKnownHost(host)) {
            return false;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return origin == null
                || access.allowedOrigins().contains(origin)
                || isSame(origin, host, Request.getServerPort(request));
    }

    /// A server that is guarded by nothing but the network it is in must not be reached by a name
    /// that somebody outside points at it.
    private boolean isKnownHost(String host) {
        if (access.open() || !access.keys().isEmpty()) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return name.indexOf('.') < 0
                || isAddress(name)
                || PRIVATE_SUFFIXES.stream().anyMatch(name::endsWith)
                || access.allowedOrigins().stream().anyMatch(origin -> name.equals(hostOf(origin)));
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private static boolean isSame(String origin, String host, int port) {
        try {
            URI uri = URI.create(origin);
            String scheme = uri.getScheme();
            int originPort = uri.getPort();
            if (originPort < 0) {
                originPort = "https".equalsIgnoreCase(scheme) ? 443 : 80;
            }
            boolean web = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
            return web && host.equalsIgnoreCase(uri.getHost()) && originPort == port;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String hostOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /// Where the client is, as far as the connection shows it.
    public Peer peerOf(Request request) {
        InetAddress address =
                request.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress remote
                        ? remote.getAddress()
                        : null;
        boolean loopback = address != null && address.isLoopbackAddress();
        boolean proxied =
                PROXY_HEADERS.stream().anyMatch(header -> request.getHeaders().contains(header));
        return new Peer(
                address != null && isPrivate(address) && !proxied, request.isSecure() || loopback);
    }

    static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal =
                address.getAddress().length == 16 && (address.getAddress()[0] & 0xFE) == 0xFC;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || uniqueLocal;
    }
}
