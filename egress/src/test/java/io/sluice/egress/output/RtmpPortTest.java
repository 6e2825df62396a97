package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtmp.RtmpError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RtmpPortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int LEAVING_BYTES = 42;
    private static final int PATIENCE_MILLIS = 20_000;

    private final LiveSource source = new LiveSource(10);
    private RtmpPort port;

    @BeforeEach
    void listen() throws IOException {
        port =
                new RtmpPort(
                        new InetSocketAddress(LOOPBACK, 0),
                        (application, name) ->
                                application.equals("live") && name.equals("golden")
                                        ? source.join()
                                        : Optional.empty(),
                        2);
    }

    @AfterEach
    void close() {
        port.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(LOOPBACK, port.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /// Without its last message, in which it leaves.
    private static byte[] captured() throws IOException {
        try (var in = RtmpPortTest.class.getResourceAsStream("/golden/play-client.bin")) {
            byte[] all = Objects.requireNonNull(in).readAllBytes();
            return Arrays.copyOf(all, all.length - LEAVING_BYTES);
        }
    }

    private static void readUntil(Socket socket, String words) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(words) < 0) {
            int next = socket.getInputStream().read();
            assertTrue(next >= 0, "the connection ended");
            text.append((char) next);
        }
    }

    /// What ffmpeg sent to play `live/golden` is sent again.
    @Test
    void aRealPlayerGetsTheProgramAndItsEnd() throws IOException {
        TestProgram.real().forEach(source::onFrame);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(captured());
            readUntil(socket, "NetStream.Play.Start");
            source.end();
            String rest =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(rest.contains("onMetaData"));
            assertTrue(rest.contains("NetStream.Play.UnpublishNotify"));
        }
    }

    @Test
    void anUnknownProgramIsRefused() throws IOException {
        byte[] bytes = captured();
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("golden", "silver");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.contains("NetStream.Play.StreamNotFound"));
        }
    }

    @Test
    void whatIsNoRtmpEndsTheConnectionAndIsCounted() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, socket.getInputStream().read());
        } catch (SocketException _) {
            // Closed with our bytes unread.
        }
        while (port.errors().isEmpty()) {
            Thread.onSpinWait();
        }
        assertEquals(Map.of(RtmpError.VERSION, 1L), port.errors());
    }

    @Test
    void thereAreNeverMoreConnectionsThanAllowed() throws IOException {
        try (Socket first = connect();
                Socket second = connect()) {
            while (port.connections() < 2) {
                Thread.onSpinWait();
            }
            try (Socket third = connect()) {
                assertEquals(-1, third.getInputStream().read());
            }
            assertEquals(1, port.refusedConnections());
            assertTrue(first.isConnected() && second.isConnected());
        }
    }
}
