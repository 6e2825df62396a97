package io.sluice.egress.worker;

import io.sluice.egress.decode.Libav;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// The worker process of one program. The server starts it with the path of a socket that only the
/// server's user can open, and says everything else through that.
public final class WorkerMain {
    /// The end of a worker that was asked to stop.
    private static final int STOPPED = 0;

    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /// To say goodbye and to finish files, when the server is gone.
    private static final long END_MILLIS = 5_000;

    private WorkerMain() {}

    /// Runs one program.
    ///
    /// @param arguments the path of the socket
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: WorkerMain SOCKET (started by the server)");
            System.exit(USAGE);
        }
        endWithTheServer();
        System.exit(run(Path.of(arguments[0])) ? STOPPED : FAILED);
    }

    private static boolean run(Path path) {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(path));
            Libav.quiet();
            return new WorkerLoop(socket).run();
        } catch (IOException e) {
            System.err.println("the connection to the server ended: " + e.getMessage());
            return false;
        }
    }

    /// The server holds the other end of standard input: when the server is gone, so are we, if not
    /// by the end of the socket then by force.
    private static void endWithTheServer() {
        Thread.ofPlatform()
                .daemon()
                .name("server-watch")
                .start(() -> {
                    awaitEnd(System.in);
                    LockSupport.parkNanos(END_MILLIS * 1_000_000);
                    Runtime.getRuntime().halt(FAILED);
                });
    }

    private static void awaitEnd(InputStream in) {
        try {
            long _ = in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The same as its end.
        }
    }
}
