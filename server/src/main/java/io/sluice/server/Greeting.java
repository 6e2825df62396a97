package io.sluice.server;

import io.sluice.sfu.MediaConfig;
import java.util.ArrayList;
import java.util.List;

/// What the operator reads when the server has started: where to go and how to stop.
final class Greeting {
    private Greeting() {}

    static String of(SluiceServer server) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Sluice " + Version.text() + " is running.");
        lines.add("");
        String bind = server.config().http().bind();
        boolean everywhere = bind.isEmpty() || bind.equals("0.0.0.0") || bind.equals("::");
        if (everywhere) {
            lines.add(line("On this machine", url("http", "localhost", server.port())));
            server.names()
                    .lanAddresses()
                    .forEach(address ->
                            lines.add(
                                    line(
                                            "In the network",
                                            url(
                                                    "https",
                                                    address.getHostAddress(),
                                                    server.port()))));
        } else {
            boolean loopback = List.of("127.0.0.1", "::1", "localhost").contains(bind);
            lines.add(line("A room", url(loopback ? "http" : "https", bind, server.port())));
        }
        if (!server.config().tls().own()) {
            lines.add(line("", "(self-signed: the browser asks once whether to go on)"));
        }
        lines.add("");
        lines.add(line("Admin token", server.adminToken()));
        lines.add(line("Data", server.dataDirectory().toString()));
        lines.add(line("Media", ports(server) + ", " + server.mediaPath()));
        lines.add(line("Who may join", admission(server)));
        lines.add("");
        lines.add("Stop with Ctrl+C.");
        lines.add("");
        return String.join(System.lineSeparator(), lines);
    }

    private static String ports(SluiceServer server) {
        int tcp = Wiring.tcpPort(server.config().media());
        return udpPorts(server)
                + switch (tcp) {
                    case MediaConfig.NO_TCP -> "";
                    case 0 -> " and a free TCP port";
                    default -> " and TCP port " + tcp;
                };
    }

    private static String udpPorts(SluiceServer server) {
        var media = server.config().media();
        int first = media.udpPort();
        int last = first + media.loopsOr(Runtime.getRuntime().availableProcessors()) - 1;
        if (first == 0) {
            return "free UDP ports";
        }
        return first == last ? "UDP port " + first : "UDP ports " + first + "–" + last;
    }

    private static String admission(SluiceServer server) {
        var auth = server.config().auth();
        if (auth.open()) {
            return "everybody";
        }
        return auth.keys().isEmpty()
                ? "everybody on this machine and in private networks"
                : "holders of a token";
    }

    private static String url(String scheme, String host, int port) {
        String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + authority + ":" + port + "/r/hello";
    }

    private static String line(String label, String value) {
        return "  %-17s %s".formatted(label, value);
    }
}
