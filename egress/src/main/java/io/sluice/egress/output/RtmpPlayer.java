package io.sluice.egress.output;

import io.sluice.rtmp.RtmpError;
import io.sluice.rtmp.RtmpMessage;
import io.sluice.rtmp.RtmpServerConnection;
import io.sluice.rtmp.StreamMetadata;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection to our RTMP port. One thread reads; when a program plays another one writes.
final class RtmpPlayer implements RtmpServerConnection.Output, FlvFrames.Output {
    private static final int READ_BYTES = 4_096;
    private static final int RANDOM_BYTES = 1_536;
    private static final int TICK_MILLIS = 1_000;

    /// A player that takes nothing for so long is let go.
    private static final long STUCK_NANOS = 20_000_000_000L;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Socket socket;
    private final RtmpPort.Programs programs;
    private final RtmpServerConnection connection;
    private final FlvFrames frames = new FlvFrames();
    private @Nullable FrameQueue asked;
    private volatile @Nullable FrameQueue queue;
    private volatile long writingSinceNanos;
    private volatile boolean writing;
    private volatile boolean stuck;

    RtmpPlayer(Socket socket, RtmpPort.Programs programs) {
        this.socket = socket;
        this.programs = programs;
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        connection = new RtmpServerConnection(random, System.nanoTime());
    }

    /// What ended the connection, if it was the peer's fault.
    Optional<RtmpError> error() {
        synchronized (connection) {
            return stuck
                    ? Optional.of(RtmpError.TOO_SLOW)
                    : Optional.ofNullable(connection.error());
        }
    }

    void hangUp() {
        FrameQueue playing = queue;
        if (playing != null) {
            playing.abandon();
        }
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed either way.
        }
    }

    /// Serves until one side ends it.
    void run() {
        byte[] buffer = new byte[READ_BYTES];
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TICK_MILLIS);
            boolean open = true;
            while (open) {
                open = read(buffer) && !isStuck();
            }
        } catch (IOException _) {
            // The peer is gone.
        } finally {
            hangUp();
        }
    }

    /// Whether more is to be read.
    private boolean read(byte[] buffer) throws IOException {
        int count;
        try {
            count = socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException _) {
            count = 0;
        }
        if (count < 0) {
            return false;
        }
        FrameQueue begun;
        boolean over;
        synchronized (connection) {
            connection.onBytes(buffer, 0, count, System.nanoTime(), this);
            connection.onDeadline(System.nanoTime());
            begun = asked;
            asked = null;
            over =
                    connection.state() == RtmpServerConnection.State.FAILED
                            || connection.state() == RtmpServerConnection.State.REFUSED;
        }
        if (queue == null) {
            send();
        }
        if (begun != null) {
            queue = begun;
            Thread.ofVirtual().name("rtmp-player-writer").start(() -> write(begun));
        }
        FrameQueue playing = queue;
        if (playing != null) {
            playing.nudge(); // answers are the writer's to send
        }
        return !over;
    }

    private boolean isStuck() {
        stuck = writing && System.nanoTime() - writingSinceNanos > STUCK_NANOS;
        return stuck;
    }

    private void send() throws IOException {
        byte[] bytes;
        synchronized (connection) {
            bytes = connection.outgoing().toByteArray();
            connection.onSent();
        }
        writingSinceNanos = System.nanoTime();
        writing = true;
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        writing = false;
    }

    private void write(FrameQueue playing) {
        try {
            while (true) {
                EncodedFrame frame = playing.take(TICK_MILLIS);
                if (frame == null && !playing.isOpen()) {
                    break;
                }
                synchronized (connection) {
                    if (frame != null) {
                        frames.write(frame, this);
                    }
                }
                send();
            }
            synchronized (connection) {
                connection.end();
            }
            send();
        } catch (IOException _) {
            // The peer is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    @Override
    public void onPublish(String application, String name) {
        connection.refuse("nothing can be published here");
    }

    @Override
    public void onPlay(String application, String name) {
        Optional<FrameQueue> found =
                queue == null ? programs.play(application, name) : Optional.empty();
        if (found.isPresent()) {
            asked = found.get();
            connection.accept(System.nanoTime());
        } else {
            connection.refuse("there is no such program");
        }
    }

    @Override
    public void onMedia(RtmpMessage message) {
        // Nobody publishes here.
    }

    @Override
    public void onEnd() {
        FrameQueue playing = queue;
        if (playing != null) {
            playing.abandon();
        }
        FrameQueue never = asked;
        if (never != null) {
            never.abandon();
        }
    }

    @Override
    public void metadata(StreamMetadata metadata) {
        connection.sendMetadata(metadata.toAmf());
    }

    @Override
    public void media(int type, long timestampMillis, byte[] head, int headLength, byte[] body) {
        boolean _ =
                connection.sendMedia(type, timestampMillis, head, headLength, body, 0, body.length);
    }
}
