package io.sluice.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGuardTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "10.1.2.3, true",
        "172.16.0.1, true",
        "172.32.0.1, false",
        "192.168.7.7, true",
        "169.254.1.1, true",
        "203.0.113.7, false",
        "::1, true",
        "fd00::1, true",
        "fe80::1, true",
        "2001:db8::1, false",
        "::ffff:192.168.0.1, true",
        "::ffff:203.0.113.7, false",
    })
    void privateNetworksAreKnown(String address, boolean isPrivate) {
        assertEquals(isPrivate, RequestGuard.isPrivate(InetAddress.ofLiteral(address)));
    }

    /// Somebody may point a name at the server to get at it with a page of that name.
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 401",
        "localhost, 401",
        "meeting, 401",
        "meeting.local, 401",
        "[::1], 401",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
    })
    void anUnguardedServerHasNoPublicName(String host, int status) throws IOException {
        assertEquals(status, status(SignalingConfig.defaults(TestServer.ADMIN_TOKEN), host));
    }

    private static int status(SignalingConfig config, String host) throws IOException {
        try (TestServer server = new TestServer(config);
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), server.http.getPort())) {
            String request =
                    "GET /api/rooms HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(reader.readLine().substring(9, 12));
        }
    }
}
