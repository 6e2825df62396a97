package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;

/// Lets the JVM load and initialise what the first check needs, which takes half a second.
public final class IceWarmUp {
    /// The discard port: nothing is sent.
    private static final int PORT = 9;

    private static final int TRANSACTION_ID_BYTES = 12;

    private IceWarmUp() {}

    /// One check and its answer, within this process.
    public static void run(IceMode mode, RandomGenerator random) {
        IceCredentials local = IceCredentialsFactory.create(random);
        IceCredentials remote = IceCredentialsFactory.create(random);
        byte[] transactionId = new byte[TRANSACTION_ID_BYTES];
        byte[] request = StunCodec.check(transactionId, local, remote, false, 0);
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(request), 0, request.length);
        if (frame == null || !frame.isAuthentic(remote)) {
            throw new IllegalStateException("STUN does not work in this JVM");
        }
        StunCodec.Check check = StunCodec.readCheck(frame);
        if (check == null) {
            throw new IllegalStateException("ice4j does not work in this JVM");
        }
        StunCodec.success(
                check, new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), remote);
        if (mode == IceMode.FULL) {
            InetSocketAddress own = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
            IceSession.full(remote, List.of(), List.of(own), random, () -> {}, 0).close();
        }
    }
}
