package io.sluice.server.config;

/// A server's name or address with its port, not looked up.
public record HostPort(String host, int port) {
    /// RFC 8489 §8.1.
    private static final int STUN_PORT = 3478;

    private static final int MAX_PORT = 65_535;

    /// Reads `host`, `host:port` or `[IPv6]:port`.
    public static HostPort of(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && colon > text.lastIndexOf(']');
        String host = hasPort ? text.substring(0, colon) : text;
        int port = hasPort ? number(text.substring(colon + 1)) : STUN_PORT;
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean bare = !bracketed && host.indexOf(':') >= 0;
        if (host.isBlank() || bare || port < 1 || port > MAX_PORT) {
            throw new ConfigException(
                    "media.ice.stunServers holds '" + text + "', which is not host:port");
        }
        return new HostPort(host, port);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
