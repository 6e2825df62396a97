package io.sluice.sfu.transport.ice;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ice4j.message.Message;

/// Whatever arrives, ICE throws nothing, and answers nothing with success that is not signed.
final class IceFuzzTest {
    private static final IceCredentials PEER =
            new IceCredentials("peer", "the-password-of-the-peer");

    @FuzzTest
    void garbageIsNeverAnsweredWithSuccess(byte[] data) {
        IceSession ice = IceSession.lite(PEER, new Random(1));
        Guesser out = new Guesser();
        MemorySegment segment = MemorySegment.ofArray(data);
        StunUfrag.of(segment, 0, data.length);
        ice.onStun(segment, 0, data.length, path(), 1, out);
        assertNull(ice.selected());
    }

    /// What a peer with the right password sends reaches the codec, and may be garbage too.
    @FuzzTest
    void signedGarbageThrowsNothing(byte[] data) {
        IceSession ice = IceSession.lite(PEER, new Random(1));
        PeerStun peer = new PeerStun(PEER, ice.localCredentials(), new Random(2));
        byte[] request = peer.unsigned(false, true);
        int length = Math.min(data.length, 1000) & ~3;
        byte[] stuffed = new byte[request.length + length];
        System.arraycopy(request, 0, stuffed, 0, request.length);
        System.arraycopy(data, 0, stuffed, request.length, length);
        byte[] signed = StunFrame.sign(stuffed, ice.localCredentials());
        ice.onStun(MemorySegment.ofArray(signed), 0, signed.length, path(), 1, new Taker());
    }

    /// A STUN server outside answers our question with whatever it likes.
    @FuzzTest
    void anAnswerFromOutsideIsAnAddressOrNothing(byte[] data) {
        List<byte[]> questions = new ArrayList<>();
        ReflexiveAddresses addresses =
                new ReflexiveAddresses(
                        List.of(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.5"), 9)),
                        new Random(1),
                        new ReflexiveAddresses.Output() {
                            @Override
                            public void send(byte[] request, NetworkPath path) {
                                questions.add(request);
                            }

                            @Override
                            public void onSilence() {}
                        });
        addresses.servers(List.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9)), 0);
        byte[] question = questions.getFirst();
        int length = Math.min(data.length, 1000) & ~3;
        byte[] answer = Arrays.copyOf(question, StunFrame.HEADER_BYTES + length);
        ByteBuffer.wrap(answer)
                .putShort((short) Message.BINDING_SUCCESS_RESPONSE)
                .putShort((short) length);
        System.arraycopy(data, 0, answer, StunFrame.HEADER_BYTES, length);
        addresses.onStun(MemorySegment.ofArray(answer), 0, answer.length, path(), 1);
        for (IceCandidate found : addresses.candidates()) {
            assertTrue(found.port() > 0, found.toString());
            assertFalse(InetAddress.ofLiteral(found.address()).isAnyLocalAddress());
        }
    }

    private static NetworkPath path() {
        return NetworkPath.of(0, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9));
    }

    private static class Taker implements IceTransport.Output {
        @Override
        public void send(byte[] datagram, NetworkPath path) {}

        @Override
        public boolean admit(NetworkPath path) {
            return true;
        }

        @Override
        public void release(NetworkPath path) {}

        @Override
        public void select(NetworkPath path) {}

        @Override
        public void retire(String ufrag) {}

        @Override
        public void drop(DropReason reason) {}
    }

    private static final class Guesser extends Taker {
        @Override
        public void send(byte[] datagram, NetworkPath path) {
            int type = (datagram[0] & 0xff) << 8 | (datagram[1] & 0xff);
            assertFalse(type == Message.BINDING_SUCCESS_RESPONSE);
        }

        @Override
        public boolean admit(NetworkPath path) {
            throw new AssertionError("nobody knows the password");
        }
    }
}
