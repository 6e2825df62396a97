package io.sluice.egress.output;

import io.sluice.egress.output.DestinationReason.Code;
import io.sluice.rtmp.RtmpTarget;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Sends a program to an RTMP or RTMPS server until it is stopped, whatever happens there: its own
/// queue, its own threads, its own state. Nothing of it reaches the program or other destinations.
public final class RtmpDestination implements FrameSink, AutoCloseable {
    private static final long MAX_QUEUED_BYTES = 16 << 20;
    private static final long MAX_WAIT_MILLIS = 1_000;

    /// So long a server gets to take our goodbye.
    private static final long GOODBYE_MILLIS = 1_000;

    private final RtmpTarget target;
    private final OutputNetwork network;
    private final List<String> fourCcs;
    private final FrameQueue queue;
    private final AtomicLong sentBytes = new AtomicLong();
    private final DestinationMachine machine = new DestinationMachine();
    private final Thread control;
    private @Nullable Socket socket;
    private @Nullable RtmpConnection connection;
    private @Nullable Thread session;

    /// Begins at once; `keyframeWanted` is called when a stream cannot begin without a keyframe,
    /// from any thread. `fourCcs` names codecs beyond H.264 and AAC.
    public RtmpDestination(
            RtmpTarget target,
            List<String> fourCcs,
            OutputNetwork network,
            Runnable keyframeWanted) {
        this.target = target;
        this.fourCcs = List.copyOf(fourCcs);
        this.network = network;
        queue = new FrameQueue(FrameQueue.LIVE_NANOS, MAX_QUEUED_BYTES, keyframeWanted);
        control = Thread.ofVirtual().name("destination").start(this::control);
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        queue.onFrame(frame);
    }

    /// How it fares now.
    public DestinationStatus status() {
        synchronized (machine) {
            long next = machine.nextNanos();
            long nextMillis =
                    next == DestinationMachine.NEVER
                            ? 0
                            : Math.max(0, (next - System.nanoTime()) / 1_000_000);
            return new DestinationStatus(
                    machine.state(),
                    machine.retry(),
                    nextMillis,
                    machine.reason(),
                    sentBytes.get(),
                    queue.droppedFrames(),
                    queue.queuedNanos() / 1_000_000);
        }
    }

    /// The platform or the operator sees the stream.
    public void confirm() {
        synchronized (machine) {
            machine.onConfirmed();
        }
    }

    /// Stops it for good; waits a second at most for the goodbye.
    @Override
    public void close() {
        Thread running;
        synchronized (machine) {
            queue.abandon();
            if (connection != null) {
                connection.finish();
            }
            running = session;
        }
        try {
            if (running != null) {
                boolean _ = running.join(Duration.ofMillis(GOODBYE_MILLIS));
            }
            synchronized (machine) {
                machine.stop();
                machine.notifyAll();
            }
            control.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void control() {
        try {
            while (step()) {
                // The machine says what comes next.
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step() throws InterruptedException {
        synchronized (machine) {
            long now = System.nanoTime();
            switch (machine.poll(now)) {
                case CONNECT -> {
                    Thread before = session;
                    session =
                            Thread.ofVirtual().name("destination-session").start(() -> run(before));
                }
                case CLOSE -> closeSocket();
                case WAIT -> {
                    if (machine.state() == DestinationState.STOPPED) {
                        return false;
                    }
                    machine.wait(waitMillis(now));
                }
            }
            return true;
        }
    }

    private long waitMillis(long now) {
        long deadline = machine.deadlineNanos();
        return deadline == DestinationMachine.NEVER
                ? MAX_WAIT_MILLIS
                : Math.clamp((deadline - now) / 1_000_000 + 1, 1, MAX_WAIT_MILLIS);
    }

    private void closeSocket() {
        queue.abandon();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException _) {
                // It is closed either way.
            }
        }
    }

    /// One connection; never two at a time.
    private void run(@Nullable Thread before) {
        try {
            if (before != null) {
                before.join();
            }
            publish();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (OutputNetwork.ForbiddenAddressException _) {
            failed(DestinationReason.of(Code.PRIVATE_ADDRESS));
        } catch (IOException e) {
            lost(e);
        } finally {
            queue.abandon();
        }
    }

    private void publish() throws IOException, InterruptedException {
        try (OutputNetwork.Connected made =
                network.connect(target.host(), target.port(), target.tls())) {
            RtmpConnection running =
                    new RtmpConnection(made, target, fourCcs, queue, sentBytes, new Told());
            synchronized (machine) {
                if (machine.state() == DestinationState.STOPPED) {
                    return;
                }
                socket = made.tcp();
                connection = running;
            }
            try {
                running.run();
            } catch (IOException e) {
                if (running.endReason().isEmpty()) {
                    throw e;
                }
            }
            tell(() -> machine.onClosed(closed(running.endReason()), System.nanoTime()));
        } finally {
            synchronized (machine) {
                socket = null;
                connection = null;
            }
        }
    }

    private static DestinationReason closed(DestinationReason said) {
        return said.or(Code.SERVER_CLOSED);
    }

    private void lost(IOException e) {
        if (e instanceof SSLException && isCertificate(e)) {
            failed(DestinationReason.of(Code.CERTIFICATE, " for " + target.host()));
            return;
        }
        Code why =
                switch (e) {
                    case UnknownHostException _ -> Code.UNKNOWN_HOST;
                    case ConnectException _ -> Code.REFUSED;
                    case SocketTimeoutException _ -> Code.NO_ANSWER;
                    case SSLException _ -> Code.TLS;
                    default -> Code.LOST;
                };
        tell(() -> machine.onClosed(DestinationReason.of(why), System.nanoTime()));
    }

    private static boolean isCertificate(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private void failed(DestinationReason reason) {
        tell(() -> machine.onFailed(reason));
    }

    private void tell(Runnable event) {
        synchronized (machine) {
            event.run();
            machine.notifyAll();
        }
    }

    private final class Told implements RtmpConnection.Events {
        @Override
        public void onPublishing() {
            tell(() -> machine.onPublishing(System.nanoTime()));
        }

        @Override
        public void onRejected(String words) {
            tell(() -> machine.onRejected(words, System.nanoTime()));
        }

        @Override
        public void onProven(long bytes, long onTheirWay) {
            tell(() -> machine.onProven(bytes, onTheirWay, System.nanoTime()));
        }

        @Override
        public void onNothingToSend() {
            tell(() -> machine.onNothingToSend(System.nanoTime()));
        }
    }
}
