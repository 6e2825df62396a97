package io.sluice.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ServerMessage;
import io.sluice.signaling.testing.Client;
import io.sluice.signaling.testing.RawWebSocket;
import io.sluice.signaling.testing.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A message has at most a megabyte, counted after decompression, on a real WebSocket with
/// permessage-deflate.
class MessageSizeTest {
    private static final int MEGABYTE = 1 << 20;
    private static final String HEAD = "{\"type\":\"ping\",\"id\":7,\"x\":\"";
    private static final String TAIL = "\"}";
    private static final int FILLER = MEGABYTE - HEAD.length() - TAIL.length();

    /// What a message of a quarter of a gigabyte may cost; Jetty reads up to two megabytes of it.
    private static final long BOMB_COST_BYTES = 48L << 20;

    private static final long BOMB_BYTES = 256L << 20;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] plain(int filler) {
        return (HEAD + "x".repeat(filler) + TAIL).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(long filler) {
        return RawWebSocket.deflated(HEAD, 'x', filler, TAIL);
    }

    private RawWebSocket connect(boolean compressed) throws IOException {
        return new RawWebSocket(server.http, "room", compressed);
    }

    @Test
    void aMegabyteIsTaken() throws IOException {
        try (RawWebSocket ben = connect(false)) {
            ben.sendText(plain(FILLER));
            assertEquals(7, ben.next(ServerMessage.Pong.class).re());
        }
    }

    @Test
    void aByteMoreIsRefusedAndTheConnectionStays() throws IOException {
        try (RawWebSocket ben = connect(false)) {
            ben.sendText(plain(FILLER + 1));
            assertEquals(ErrorCode.TOO_LARGE, ben.next(ServerMessage.Refused.class).code());
            ben.sendText(plain(0));
            assertEquals(7, ben.next(ServerMessage.Pong.class).re());
        }
    }

    @Test
    void aCompressedMegabyteIsTaken() throws IOException {
        try (RawWebSocket ben = connect(true)) {
            ben.sendCompressedText(compressed(FILLER));
            assertEquals(7, ben.next(ServerMessage.Pong.class).re());
        }
    }

    @Test
    void aByteMoreIsRefusedHoweverSmallItCame() throws IOException {
        byte[] frame = compressed(FILLER + 1);
        assertTrue(frame.length < 10_000, "a frame of " + frame.length);
        try (RawWebSocket ben = connect(true)) {
            ben.sendCompressedText(frame);
            assertEquals(ErrorCode.TOO_LARGE, ben.next(ServerMessage.Refused.class).code());
            ben.sendCompressedText(compressed(0));
            assertEquals(7, ben.next(ServerMessage.Pong.class).re());
        }
    }

    /// A bomb is not even decompressed to its end, and the others in the room notice nothing.
    @ParameterizedTest(name = "compressed {0}")
    @ValueSource(booleans = {false, true})
    void muchMoreEndsTheConnectionAtLittleCost(boolean compressed) throws IOException {
        Client anna = server.connect("room");
        anna.join("Anna");
        byte[] bomb = compressed ? compressed(BOMB_BYTES) : plain(2 * MEGABYTE);
        try (RawWebSocket ben = connect(compressed)) {
            ben.next(ServerMessage.Welcome.class);
            long before = allocated();
            try {
                if (compressed) {
                    ben.sendCompressedText(bomb);
                } else {
                    ben.sendText(bomb);
                }
            } catch (SocketException _) {
                // The server had enough before it had all.
            }
            assertEquals(StatusCode.MESSAGE_TOO_LARGE, ben.closeStatus());
            long cost = allocated() - before;
            assertTrue(cost < BOMB_COST_BYTES, "cost " + cost + " bytes");
        }
        assertEquals(0, anna.until(777).size());
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }
}
