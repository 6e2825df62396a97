package io.sluice.sfu.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpAcceptorTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(1);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);

    private final Counters counters = new Counters();
    private final LinkedBlockingQueue<TcpHandover> routed = new LinkedBlockingQueue<>();
    private final List<Socket> sockets = new ArrayList<>();
    private TcpAcceptor acceptor;

    @BeforeEach
    void start() throws IOException {
        start(LONG);
    }

    /// Takes what begins with 7.
    private void start(long patienceNanos) throws IOException {
        acceptor =
                TcpAcceptor.bind(
                        List.of(InetAddress.ofLiteral("127.0.0.1")), 0, counters, patienceNanos);
        acceptor.start(handover ->
                handover.firstFrame().get(ValueLayout.JAVA_BYTE, 0) == 7 && routed.add(handover));
    }

    @AfterEach
    void stop() throws IOException {
        acceptor.close();
        for (TcpHandover handover : routed) {
            handover.refuse();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(acceptor.localAddresses().getFirst());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private Socket connect() throws IOException {
        return connect("127.0.0.1");
    }

    private static void assertClosed(Socket socket) {
        try {
            assertEquals(-1, socket.getInputStream().read());
        } catch (java.net.SocketTimeoutException late) {
            throw new AssertionError("not closed", late);
        } catch (IOException _) {
            // reset: closed as well
        }
    }

    @Test
    void handsOverWhoNamesSomebodyWithTheRestUnread() throws Exception {
        Socket socket = connect();
        socket.getOutputStream().write(new byte[] {0});
        socket.getOutputStream().write(new byte[] {3, 7, 8});
        socket.getOutputStream().write(new byte[] {9, 0, 1, 5});

        TcpHandover handover = routed.poll(10, TimeUnit.SECONDS);
        assertNotNull(handover);
        assertArrayEquals(
                new byte[] {7, 8, 9}, handover.firstFrame().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(socket.getLocalPort(), handover.remote().getPort());
        handover.refuse();
        assertClosed(socket);
    }

    /// A request of HTTP, an empty frame, somebody unknown, a frame that is too long.
    @ParameterizedTest(name = "junk {index}")
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\0\0", "\0\4nobody", "\7\7\7\7"})
    void junkIsClosedAndCounted(String junk) throws Exception {
        Socket socket = connect();
        socket.getOutputStream().write(junk.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertClosed(socket);
        assertEquals(1, counters.dropped(DropReason.TCP_UNIDENTIFIED));
    }

    @Test
    void whoSaysNothingInTimeIsClosed() throws Exception {
        acceptor.close();
        start(SHORT);
        Socket silent = connect();
        Socket halfway = connect();
        halfway.getOutputStream().write(new byte[] {0, 9, 7});

        assertClosed(silent);
        assertClosed(halfway);
        assertEquals(2, counters.dropped(DropReason.TCP_UNIDENTIFIED));
    }

    /// A thousand idle connections of one address: a few stay, and not for long; others get in.
    @Test
    void idleConnectionsOfOneAddressAreBounded() throws Exception {
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            idle.add(connect());
        }
        for (Socket socket : idle.subList(Newcomers.MAX_PER_ORIGIN, idle.size())) {
            assertClosed(socket);
        }
        assertEquals(1_000 - Newcomers.MAX_PER_ORIGIN, counters.dropped(DropReason.TCP_REFUSED));

        Socket other = connect("127.0.0.2");
        other.getOutputStream().write(new byte[] {0, 1, 7});
        assertNotNull(routed.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aFullHouseLetsTheOldestGo() throws Exception {
        int origins = Newcomers.MAX / Newcomers.MAX_PER_ORIGIN;
        for (int i = 0; i < origins; i++) {
            for (int j = 0; j < Newcomers.MAX_PER_ORIGIN; j++) {
                connect("127.0.1." + (i + 1));
            }
        }
        Socket late = connect("127.0.2.1");
        assertClosed(sockets.getFirst());
        late.getOutputStream().write(new byte[] {0, 1, 7});
        assertNotNull(routed.poll(10, TimeUnit.SECONDS));
        assertEquals(1, counters.dropped(DropReason.TCP_REFUSED));
    }

    @Test
    void closingItClosesWhatWaits() throws Exception {
        Socket socket = connect();
        Socket named = connect();
        named.getOutputStream().write(new byte[] {0, 1, 7});
        TcpHandover handover = routed.poll(10, TimeUnit.SECONDS);
        assertNotNull(handover);
        acceptor.close();
        assertClosed(socket);
        named.getOutputStream().write(1); // not the acceptor's any more
        handover.refuse();
        assertClosed(named);
    }
}
