package io.sluice.egress.output;

import io.sluice.egress.output.DestinationReason.Code;
import io.sluice.rtmp.AmfValue;
import io.sluice.rtmp.RtmpClient;
import io.sluice.rtmp.RtmpTarget;
import io.sluice.rtmp.StreamMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection to an RTMP server from its first byte to its last: one thread writes ([#run]),
/// one reads. Whoever wants it to end closes the socket.
final class RtmpConnection implements FlvFrames.Output {
    private static final int READ_BYTES = 4_096;
    private static final int BATCH_BYTES = 1 << 16;
    private static final long WAIT_MILLIS = 200;
    private static final int RANDOM_BYTES = 1_536;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final OutputNetwork.Connected connected;
    private final Socket socket;
    private final FrameQueue queue;
    private final Caller.Events events;
    private final RtmpClient client;
    private final FlvFrames frames = new FlvFrames();
    private final int sendBufferBytes;
    private boolean begun;
    private long writtenBytes;
    private volatile boolean finishing;
    private volatile DestinationReason endReason = DestinationReason.NONE;

    RtmpConnection(
            OutputNetwork.Connected connected,
            RtmpTarget target,
            List<String> fourCcs,
            FrameQueue queue,
            Caller.Events events)
            throws IOException {
        this.connected = connected;
        socket = connected.socket();
        this.queue = queue;
        this.events = events;
        sendBufferBytes = socket.getSendBufferSize();
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        client = new RtmpClient(target, fourCcs, random, System.nanoTime());
    }

    /// Why the connection ended, in the server's words or ours, as far as somebody said.
    DestinationReason endReason() {
        return endReason;
    }

    /// Publishes until one side ends it.
    void run() throws IOException, InterruptedException {
        Thread reader = Thread.ofVirtual().name("rtmp-reader").start(this::read);
        try {
            OutputStream out = socket.getOutputStream();
            while (!isOver() && !finishing) {
                EncodedFrame frame = await();
                byte[] bytes = next(frame);
                tellProgress(frame);
                if (bytes.length > 0) {
                    out.write(bytes);
                    out.flush();
                    writtenBytes += bytes.length;
                    events.onSent(bytes.length);
                }
            }
            if (finishing) {
                sayGoodbye(out);
            } else if (endReason.isEmpty()) {
                end(problem());
            }
        } finally {
            connected.close();
            reader.join();
        }
    }

    /// Before the server has agreed there are answers to wait for, not frames.
    private @Nullable EncodedFrame await() throws InterruptedException {
        if (isPublishing()) {
            return queue.take(WAIT_MILLIS);
        }
        queue.awaitNudge(begun ? WAIT_MILLIS : 0);
        begun = true;
        return null;
    }

    private boolean isPublishing() {
        synchronized (client) {
            return client.state() == RtmpClient.State.PUBLISHING;
        }
    }

    private byte[] next(@Nullable EncodedFrame frame) {
        synchronized (client) {
            client.onDeadline(System.nanoTime());
            if (frame != null && client.state() == RtmpClient.State.PUBLISHING) {
                frames.write(frame, this);
                // Sound and picture of one moment cost one call of the kernel.
                while (client.outgoing().size() < BATCH_BYTES) {
                    EncodedFrame more = queue.poll();
                    if (more == null) {
                        break;
                    }
                    frames.write(more, this);
                }
            }
            byte[] bytes = client.outgoing().toByteArray();
            client.onSent();
            return bytes;
        }
    }

    private void tellProgress(@Nullable EncodedFrame frame) {
        long acknowledged;
        long sent;
        synchronized (client) {
            if (client.state() != RtmpClient.State.PUBLISHING) {
                return;
            }
            acknowledged = client.acknowledgedBytes();
            sent = client.sentBytes();
        }
        long proven = Math.max(acknowledged, writtenBytes - sendBufferBytes);
        events.onProven(proven, sent - proven);
        if (frame == null) {
            events.onNothingToSend();
        }
    }

    private boolean isOver() {
        synchronized (client) {
            return switch (client.state()) {
                case REJECTED, ENDED, FAILED -> true;
                case HANDSHAKE, CONNECTING, CREATING, OPENING, PUBLISHING -> false;
            };
        }
    }

    private void read() {
        byte[] buffer = new byte[READ_BYTES];
        try {
            InputStream in = socket.getInputStream();
            boolean open = true;
            while (open) {
                int count = in.read(buffer);
                open = count >= 0 && take(buffer, count);
                if (count < 0) {
                    onHangUp();
                }
            }
        } catch (SocketTimeoutException _) {
            end(DestinationReason.of(Code.NO_ANSWER));
        } catch (IOException _) {
            onHangUp(); // all else the writer meets too, and tells
        } finally {
            synchronized (client) {
                client.close();
            }
            queue.nudge();
        }
    }

    /// Some servers answer a key that they do not know by hanging up: for them the stream began and
    /// ended in one breath.
    private void onHangUp() {
        boolean asked;
        synchronized (client) {
            asked = client.state() == RtmpClient.State.OPENING;
        }
        if (asked) {
            end(DestinationReason.of(Code.HUNG_UP));
            events.onPublishing();
        }
    }

    /// Whether more is to be read.
    private boolean take(byte[] buffer, int count) {
        RtmpClient.State before;
        RtmpClient.State after;
        synchronized (client) {
            before = client.state();
            client.onBytes(buffer, 0, count);
            after = client.state();
        }
        queue.nudge();
        if (before != after) {
            if (after == RtmpClient.State.ENDED && before != RtmpClient.State.PUBLISHING) {
                events.onPublishing(); // it began and ended in one breath
            }
            onState(after);
        }
        return after != RtmpClient.State.REJECTED
                && after != RtmpClient.State.ENDED
                && after != RtmpClient.State.FAILED;
    }

    private void onState(RtmpClient.State state) {
        switch (state) {
            case PUBLISHING -> {
                queue.open();
                events.onPublishing();
            }
            case REJECTED -> events.onRejected(DestinationReason.said(client.serverWords()));
            case ENDED -> end(DestinationReason.said(client.serverWords()));
            case FAILED -> end(problem());
            case HANDSHAKE, CONNECTING, CREATING, OPENING -> {
                // On the way.
            }
        }
    }

    private DestinationReason problem() {
        synchronized (client) {
            return switch (client.error()) {
                case null -> DestinationReason.NONE;
                case TOO_SLOW -> DestinationReason.of(Code.NO_ANSWER);
                case VERSION -> DestinationReason.of(Code.NO_RTMP);
                default -> DestinationReason.of(Code.PROTOCOL, ": " + client.error());
            };
        }
    }

    private void end(DestinationReason why) {
        endReason = why;
    }

    /// Lets the writer say goodbye to the server and end.
    void finish() {
        finishing = true;
        queue.nudge();
    }

    private void sayGoodbye(OutputStream out) throws IOException {
        byte[] last;
        synchronized (client) {
            client.close();
            last = client.outgoing().toByteArray();
            client.onSent();
        }
        out.write(last);
        out.flush();
    }

    @Override
    public void metadata(StreamMetadata metadata) {
        AmfValue fields = metadata.toAmf();
        client.sendMetadata(fields);
    }

    @Override
    public void media(int type, long timestampMillis, byte[] head, int headLength, byte[] body) {
        client.sendMedia(type, timestampMillis, head, headLength, body, 0, body.length);
    }
}
