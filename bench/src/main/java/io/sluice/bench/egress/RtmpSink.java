package io.sluice.bench.egress;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.FlvBody;
import io.sluice.rtmp.FlvWriter;
import io.sluice.rtmp.RtmpMessage;
import io.sluice.rtmp.RtmpServerConnection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// An RTMP server for one publisher: writes down when each picture arrives, and keeps everything
/// for a look at it afterwards.
final class RtmpSink implements AutoCloseable {
    /// RTMP's handshake.
    private static final int RANDOM_BYTES = 1_528;

    private static final int READ_BYTES = 1 << 16;
    private static final byte[] NOTHING = {};

    /// A picture that came.
    ///
    /// @param nanos when the last byte of it had come
    /// @param millis its own time
    record Picture(long nanos, long millis) {}

    private final Path file;
    private final ServerSocket listening;
    private final Thread thread;
    private final List<Picture> pictures = new ArrayList<>();
    private final CountDownLatch firstPicture = new CountDownLatch(1);
    private long firstByteNanos;
    private long sounds;
    private int publishers;

    /// @param file of FLV that is written
    RtmpSink(Path file) throws IOException {
        this.file = file;
        listening = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        thread = Thread.ofPlatform().daemon().name("sink").start(this::accept);
    }

    String url() {
        return "rtmp://127.0.0.1:" + listening.getLocalPort() + "/bench";
    }

    private void accept() {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            ByteWriter head = new ByteWriter();
            FlvWriter.header(true, true, head);
            out.write(head.array(), 0, head.size());
            while (true) {
                try (Socket socket = listening.accept()) {
                    serve(socket, out);
                } catch (SocketException _) {
                    return; // closed
                }
            }
        } catch (IOException e) {
            System.err.println("bench: the sink failed: " + e.getMessage());
        }
    }

    private void serve(Socket socket, OutputStream out) throws IOException {
        socket.setTcpNoDelay(true);
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        RtmpServerConnection connection = new RtmpServerConnection(random, System.nanoTime());
        Notes notes = new Notes(out);
        byte[] buffer = new byte[READ_BYTES];
        int count = socket.getInputStream().read(buffer);
        synchronized (this) {
            publishers++;
            firstByteNanos = firstByteNanos == 0 ? System.nanoTime() : firstByteNanos;
        }
        while (count >= 0) {
            connection.onBytes(buffer, 0, count, System.nanoTime(), notes);
            connection.accept(System.nanoTime());
            if (connection.outgoing().size() > 0) {
                socket.getOutputStream().write(connection.outgoing().toByteArray());
                connection.onSent();
            }
            count = socket.getInputStream().read(buffer);
        }
    }

    private final class Notes implements RtmpServerConnection.Output {
        private final OutputStream out;
        private final FlvBody body = new FlvBody();
        private final ByteWriter tag = new ByteWriter();

        Notes(OutputStream out) {
            this.out = out;
        }

        @Override
        public void onPublish(String application, String name) {
            // Everybody may.
        }

        @Override
        public void onPlay(String application, String name) {
            // Nobody does.
        }

        @Override
        public void onEnd() {
            // The connection ends next.
        }

        @Override
        public void onMedia(RtmpMessage message) {
            boolean video = message.type() == RtmpMessage.VIDEO;
            if (!video && message.type() != RtmpMessage.AUDIO) {
                return;
            }
            boolean read =
                    video
                            ? body.parseVideo(message.payload(), message.offset(), message.length())
                            : body.parseAudio(
                                    message.payload(), message.offset(), message.length());
            if (read && body.content() == FlvBody.Content.FRAME) {
                count(video, message.timestampMillis());
            }
            write(message);
        }

        private void write(RtmpMessage message) {
            tag.clear();
            FlvWriter.tag(
                    message.type(),
                    message.timestampMillis(),
                    NOTHING,
                    0,
                    message.payload(),
                    message.offset(),
                    message.length(),
                    tag);
            try {
                out.write(tag.array(), 0, tag.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized void count(boolean video, long millis) {
        if (video) {
            pictures.add(new Picture(System.nanoTime(), millis));
            firstPicture.countDown();
        } else {
            sounds++;
        }
    }

    /// False when none came in time.
    boolean awaitFirstPicture(long seconds) throws InterruptedException {
        return firstPicture.await(seconds, TimeUnit.SECONDS);
    }

    /// All that came so far, in order.
    synchronized List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    /// Frames of AAC that came so far.
    synchronized long sounds() {
        return sounds;
    }

    /// When the first byte of the first publisher had come, 0 before.
    synchronized long firstByteNanos() {
        return firstByteNanos;
    }

    /// Connections from which bytes came; more than one says that a worker was replaced or cut off.
    synchronized int publishers() {
        return publishers;
    }

    /// Waits for the goodbye of a publisher; then the file is complete.
    @Override
    public void close() throws IOException {
        listening.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
