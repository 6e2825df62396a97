package io.sluice.egress.srt;

import io.sluice.egress.output.AddressRules;
import io.sluice.egress.output.Caller;
import io.sluice.egress.output.DestinationReason;
import io.sluice.egress.output.DestinationReason.Code;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameQueue;
import io.sluice.egress.output.SrtTarget;
import io.sluice.egress.output.TsMuxer;
import io.sluice.rtmp.ByteWriter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Connects a destination to an SRT listener and sends it a transport stream.
///
/// SRT acknowledges by itself and ends a connection whose other side is silent for five seconds: as
/// long as one holds, what it takes arrives.
public final class SrtCaller implements Caller {
    private static final long WAIT_MILLIS = 200;

    /// At the end what was lost last is asked for again; longer is not waited for that.
    private static final long MAX_GOODBYE_MILLIS = 500;

    private final SrtTarget target;
    private final AddressRules rules;
    private boolean finished; // guarded by this, as what follows
    private @Nullable SrtSocket socket;

    /// Sends to that listener, if the rules allow its address.
    public SrtCaller(SrtTarget target, AddressRules rules) {
        this.target = target;
        this.rules = rules;
    }

    /// The library blocks its thread, which a virtual one must not be.
    @Override
    public Thread.Builder threads() {
        return Thread.ofPlatform().daemon();
    }

    @Override
    public void call(FrameQueue queue, Events events) throws InterruptedException {
        Optional<InetAddress> address;
        try {
            address = rules.resolve(target.host());
        } catch (UnknownHostException _) {
            events.onClosed(DestinationReason.of(Code.UNKNOWN_HOST));
            return;
        }
        if (address.isEmpty()) {
            events.onFailed(DestinationReason.of(Code.PRIVATE_ADDRESS));
            return;
        }
        try (SrtSocket connection = new SrtSocket()) {
            if (begin(connection)) {
                send(connection, address.get(), queue, events);
            }
        } finally {
            end();
        }
    }

    private void send(SrtSocket connection, InetAddress address, FrameQueue queue, Events events)
            throws InterruptedException {
        try {
            connection.connect(address, target);
            events.onPublishing();
            queue.open();
            frames(connection, queue, events);
        } catch (ConnectException _) {
            events.onRejected(DestinationReason.of(Code.REFUSED_STREAM));
        } catch (SocketTimeoutException _) {
            events.onClosed(DestinationReason.of(Code.NO_ANSWER));
        } catch (IOException _) {
            events.onClosed(DestinationReason.of(Code.LOST));
        }
    }

    private void frames(SrtSocket connection, FrameQueue queue, Events events)
            throws IOException, InterruptedException {
        TsMuxer muxer = new TsMuxer();
        ByteWriter out = new ByteWriter();
        long sent = 0;
        while (!isFinished() && !connection.isHungUp()) {
            EncodedFrame frame = queue.take(WAIT_MILLIS);
            if (frame == null) {
                events.onNothingToSend();
                continue;
            }
            muxer.write(frame, out);
            connection.write(out.array(), out.size());
            sent += out.size();
            events.onSent(out.size());
            events.onProven(sent, 0);
            out.clear();
        }
        if (!connection.isHungUp()) {
            Thread.sleep(Math.min(target.latencyMillis(), MAX_GOODBYE_MILLIS));
        }
        events.onClosed(DestinationReason.NONE);
    }

    private synchronized boolean begin(SrtSocket connection) {
        socket = finished ? null : connection;
        return !finished;
    }

    private synchronized void end() {
        socket = null;
    }

    private synchronized boolean isFinished() {
        return finished;
    }

    @Override
    public synchronized void finish() {
        finished = true;
    }

    @Override
    public synchronized void hangUp() {
        if (socket != null) {
            socket.hangUp();
        }
    }
}
