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
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class RtmpPortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final int HANDSHAKE_BYTES = 1_536;
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
        while (port.closed(RtmpError.VERSION) == 0) {
            Thread.onSpinWait();
        }
        assertEquals(1, port.closed(RtmpError.VERSION));
    }

    /// Chunks that lie or are larger than any message, behind the handshake of a real player.
    @ParameterizedTest
    @CsvSource({
        "c304, CHUNK_WITHOUT_HEADER", // goes on with what never began
        "03000000000004010000000000000000, CHUNK_SIZE", // chunks of nothing from now on
        "03000000ffffff1400000000, MESSAGE_TOO_LONG", // a command of sixteen megabytes
        "03000000000001010000000000, CONTROL_MESSAGE", // a chunk size in one byte
    })
    void lyingChunksEndTheConnectionAndAreCounted(String hex, RtmpError error) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(captured(), 0, 1 + 2 * HANDSHAKE_BYTES);
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
            socket.getInputStream().readAllBytes();
        } catch (SocketException _) {
            // Closed with our bytes unread.
        }
        while (port.closed(error) == 0) {
            Thread.onSpinWait();
        }
        assertEquals(0, port.connections());
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
