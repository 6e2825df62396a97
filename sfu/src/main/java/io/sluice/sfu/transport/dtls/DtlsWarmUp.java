package io.sluice.sfu.transport.dtls;

import io.sluice.rtp.srtp.SrtpFactory;
import io.sluice.rtp.srtp.SrtpKeys;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Lets the JVM load and initialise what the first handshake needs, which takes some hundred
/// milliseconds.
public final class DtlsWarmUp {
    /// A machine that cannot do this in so long cannot serve anybody.
    private static final long PATIENCE_SECONDS = 30;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private int keys;
    private @Nullable DtlsTransport client;
    private @Nullable DtlsTransport server;

    private DtlsWarmUp() {}

    /// One handshake of this identity with itself, within this process.
    public static void run(DtlsIdentity identity) {
        new DtlsWarmUp().shakeHands(identity);
    }

    private void shakeHands(DtlsIdentity identity) {
        client = side(identity, false, datagram -> receive(server, datagram));
        server = side(identity, true, datagram -> receive(client, datagram));
        client.start();
        try {
            while (keys < 2) {
                Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (task == null) {
                    throw new IllegalStateException("DTLS does not work in this JVM");
                }
                task.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.close();
        server.close();
    }

    private interface Wire {
        void send(byte[] datagram);
    }

    private static void receive(@Nullable DtlsTransport side, byte[] datagram) {
        if (side != null) {
            side.onDatagram(MemorySegment.ofArray(datagram), 0, datagram.length);
        }
    }

    private DtlsTransport side(DtlsIdentity identity, boolean isServer, Wire wire) {
        return new DtlsTransport(
                identity,
                identity.fingerprint(),
                isServer,
                tasks::add,
                new DtlsTransport.Listener() {
                    @Override
                    public void sendDtls(byte[] datagram) {
                        wire.send(datagram);
                    }

                    @Override
                    public void onKeys(SrtpKeys exported) {
                        SrtpFactory.receiver(exported).close();
                        SrtpFactory.sender(exported).close();
                        exported.destroy();
                        keys++;
                    }

                    @Override
                    public void onEnd(DtlsTransport.End end) {
                        throw new IllegalStateException("DTLS does not work in this JVM: " + end);
                    }
                });
    }
}
