package io.sluice.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Where a request comes from, a trusted proxy's word included.
final class RemoteAddress {
    private RemoteAddress() {}

    static Optional<InetAddress> of(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress remote)) {
            return Optional.empty();
        }
        if (remote.getAddress() != null) {
            return Optional.of(remote.getAddress());
        }
        return parse(remote.getHostString()); // a proxy's header is kept as text
    }

    static boolean isLoopback(Request request) {
        return of(request).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    /// Loopback, private (RFC 1918, RFC 4193) and link-local addresses.
    static boolean isLocal(Request request) {
        return of(request)
                .map(address ->
                        address.isLoopbackAddress()
                                || address.isSiteLocalAddress()
                                || address.isLinkLocalAddress()
                                || isUniqueLocal(address))
                .orElse(false);
    }

    /// Reads a literal address; a name is never looked up.
    static Optional<InetAddress> parse(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isUniqueLocal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }
}
