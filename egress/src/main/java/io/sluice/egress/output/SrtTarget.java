package io.sluice.egress.output;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Where to send SRT, as the caller. The stream id and the passphrase are never shown by
/// [#toString].
///
/// @param streamId at most 512 bytes, "" for none
/// @param passphrase 10 to 79 bytes, "" for no encryption
/// @param keyBytes 16, 24 or 32: of the key that encrypts
/// @param latencyMillis 20 to 8,000: how long what was lost has to come again
public record SrtTarget(
        String host,
        int port,
        String streamId,
        String passphrase,
        int keyBytes,
        int latencyMillis) {
    static final int DEFAULT_KEY_BYTES = 16;
    static final int DEFAULT_LATENCY_MILLIS = 200;

    /// The URL with every option but the stream id: it holds the passphrase.
    public String url() {
        StringBuilder url = new StringBuilder(address()).append("?latency=").append(latencyMillis);
        if (!passphrase.isEmpty()) {
            String encoded = URLEncoder.encode(passphrase, StandardCharsets.UTF_8);
            url.append("&passphrase=").append(encoded.replace("+", "%20"));
            url.append("&pbkeylen=").append(keyBytes);
        }
        return url.toString();
    }

    private String address() {
        return "srt://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return address() + "?••••";
    }
}
