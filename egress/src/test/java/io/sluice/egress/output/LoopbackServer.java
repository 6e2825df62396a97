package io.sluice.egress.output;

import io.sluice.rtmp.FlvBody;
import io.sluice.rtmp.RtmpMessage;
import io.sluice.rtmp.RtmpServerConnection;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;

/// An RTMP server on this machine that writes down what it gets.
public final class LoopbackServer implements Closeable {
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> published = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String refusal;
    private volatile boolean hangsUp;
    private volatile boolean readsNoMedia;
    private int pictures;
    private int connections;
    private boolean keyframesFirst = true;
    private final List<Long> firstMillis = new ArrayList<>();
    private boolean forwardOnly = true;
    private long newestMillis = -1;

    public LoopbackServer(@Nullable SSLServerSocketFactory tls) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        listening =
                tls == null
                        ? new ServerSocket(0, 50, loopback)
                        : tls.createServerSocket(0, 50, loopback);
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    void refuse(String words) {
        refusal = words;
    }

    /// Answers `publish` by closing the connection.
    void hangUp() {
        hangsUp = true;
    }

    /// Takes the stream, then reads nothing more until the connection ends.
    void readNoMedia() {
        readsNoMedia = true;
    }

    synchronized List<String> published() {
        return List.copyOf(published);
    }

    public synchronized int pictures() {
        return pictures;
    }

    synchronized int connections() {
        return connections;
    }

    synchronized boolean startedWithKeyframes() {
        return keyframesFirst;
    }

    public synchronized boolean timesNeverWentBack() {
        return forwardOnly;
    }

    /// The time of the newest picture.
    synchronized long lastMillis() {
        return newestMillis;
    }

    /// The time of the first picture of each connection.
    synchronized List<Long> firstMillis() {
        return List.copyOf(firstMillis);
    }

    void awaitEnd() throws InterruptedException {
        if (!ended.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the publisher did not say goodbye");
        }
    }

    void dropConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                synchronized (this) {
                    connections++;
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        RtmpServerConnection connection = new RtmpServerConnection(new byte[1_536], 0);
        Notes notes = new Notes();
        byte[] buffer = new byte[8_192];
        try (socket) {
            int count = socket.getInputStream().read(buffer);
            while (count >= 0) {
                int before = published().size();
                connection.onBytes(buffer, 0, count, 0, notes);
                if (hangsUp && published().size() > before) {
                    return;
                }
                String words = refusal;
                if (words != null) {
                    connection.refuse(words);
                } else {
                    connection.accept(0);
                }
                byte[] answer = connection.outgoing().toByteArray();
                connection.onSent();
                socket.getOutputStream().write(answer);
                socket.getOutputStream().flush();
                if (readsNoMedia && published().size() > before) {
                    ended.await();
                }
                count = socket.getInputStream().read(buffer);
            }
        } catch (IOException _) {
            // The peer or the test ended it.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Notes implements RtmpServerConnection.Output {
        private final FlvBody body = new FlvBody();
        private boolean first = true;
        private long lastMillis;

        @Override
        public void onPublish(String application, String name) {
            synchronized (LoopbackServer.this) {
                published.add(application + "/" + name);
            }
        }

        @Override
        public void onPlay(String application, String name) {
            throw new AssertionError("nobody plays here");
        }

        @Override
        public void onMedia(RtmpMessage message) {
            if (message.type() != RtmpMessage.VIDEO
                    || !body.parseVideo(message.payload(), message.offset(), message.length())
                    || body.content() != FlvBody.Content.FRAME) {
                return;
            }
            synchronized (LoopbackServer.this) {
                pictures++;
                newestMillis = message.timestampMillis();
                keyframesFirst &= !first || body.keyframe();
                if (first) {
                    firstMillis.add(message.timestampMillis());
                }
                forwardOnly &= message.timestampMillis() >= lastMillis;
            }
            first = false;
            lastMillis = message.timestampMillis();
        }

        @Override
        public void onEnd() {
            ended.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        ended.countDown();
        dropConnections();
    }
}
