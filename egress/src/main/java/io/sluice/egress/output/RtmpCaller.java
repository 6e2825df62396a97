package io.sluice.egress.output;

import io.sluice.egress.output.DestinationReason.Code;
import io.sluice.rtmp.RtmpTarget;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Connects a destination to an RTMP or RTMPS server.
public final class RtmpCaller implements Caller {
    private final RtmpTarget target;
    private final OutputNetwork network;
    private final List<String> fourCcs;
    private boolean finished; // guarded by this, as what follows
    private @Nullable Socket socket;
    private @Nullable RtmpConnection connection;

    /// `fourCcs` names codecs beyond H.264 and AAC.
    public RtmpCaller(RtmpTarget target, List<String> fourCcs, OutputNetwork network) {
        this.target = target;
        this.fourCcs = List.copyOf(fourCcs);
        this.network = network;
    }

    @Override
    public Thread.Builder threads() {
        return Thread.ofPlatform().daemon(); // woken for each frame, which costs less so
    }

    @Override
    public void call(FrameQueue queue, Events events) throws InterruptedException {
        try {
            publish(queue, events);
        } catch (OutputNetwork.ForbiddenAddressException _) {
            events.onFailed(DestinationReason.of(Code.PRIVATE_ADDRESS));
        } catch (IOException e) {
            lost(e, events);
        }
    }

    private void publish(FrameQueue queue, Events events) throws IOException, InterruptedException {
        try (OutputNetwork.Connected made =
                network.connect(target.host(), target.port(), target.tls())) {
            RtmpConnection running = new RtmpConnection(made, target, fourCcs, queue, events);
            if (!begin(made.tcp(), running)) {
                return;
            }
            try {
                running.run();
            } catch (IOException e) {
                if (running.endReason().isEmpty()) {
                    throw e;
                }
            }
            events.onClosed(running.endReason().or(Code.SERVER_CLOSED));
        } finally {
            end();
        }
    }

    private synchronized boolean begin(Socket tcp, RtmpConnection running) {
        if (finished) {
            return false;
        }
        socket = tcp;
        connection = running;
        return true;
    }

    private synchronized void end() {
        socket = null;
        connection = null;
    }

    @Override
    public synchronized void finish() {
        finished = true;
        if (connection != null) {
            connection.finish();
        }
    }

    @Override
    public synchronized void hangUp() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException _) {
                // It is closed either way.
            }
        }
    }

    private void lost(IOException e, Events events) {
        if (e instanceof SSLException && isCertificate(e)) {
            events.onFailed(DestinationReason.of(Code.CERTIFICATE, " for " + target.host()));
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
        events.onClosed(DestinationReason.of(why));
    }

    private static boolean isCertificate(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
