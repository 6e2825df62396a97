package io.sluice.bench.sluice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// What a generated participant needs to know of the server's answer.
record Answer(InetSocketAddress remote, String ufrag, String password, String fingerprint) {
    private static final int CANDIDATE_ADDRESS = 4;
    private static final int CANDIDATE_PORT = 5;

    static Answer of(String sdp) throws IOException {
        String[] candidate = value(sdp, "a=candidate:").split(" ", -1);
        return new Answer(
                new InetSocketAddress(
                        InetAddress.ofLiteral(candidate[CANDIDATE_ADDRESS]),
                        Integer.parseInt(candidate[CANDIDATE_PORT])),
                value(sdp, "a=ice-ufrag:"),
                value(sdp, "a=ice-pwd:"),
                value(sdp, "a=fingerprint:sha-256 "));
    }

    /// Of the first line that begins so: the server says these things once and first.
    private static String value(String sdp, String prefix) throws IOException {
        return sdp.lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip())
                .orElseThrow(() -> new IOException("the answer has no " + prefix));
    }
}
