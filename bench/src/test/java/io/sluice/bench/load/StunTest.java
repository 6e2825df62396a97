package io.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.junit.jupiter.api.Test;

/// Against the message codec of ice4j, which is not ours.
final class StunTest {
    private static final InetSocketAddress SERVER =
            new InetSocketAddress(InetAddress.ofLiteral("10.99.0.1"), 20_001);

    private final Stun stun = new Stun("ours", "our-password", "theirs", "their-password");
    private final Stun server = new Stun("theirs", "their-password", "ours", "our-password");

    /// What stands before the integrity attribute, with the length that it was signed with.
    private static byte[] expectedIntegrity(byte[] datagram, String password) throws Exception {
        int at = datagram.length - 8 - 24; // FINGERPRINT follows
        byte[] signed = Arrays.copyOf(datagram, at);
        ByteBuffer.wrap(signed).putShort(2, (short) (at + 24 - 20));
        return MessageIntegrityAttribute.calculateHmacSha1(
                signed, 0, signed.length, password.getBytes(UTF_8));
    }

    private static byte[] integrity(Message message) {
        return ((MessageIntegrityAttribute) message.getAttribute(Attribute.MESSAGE_INTEGRITY))
                .getHmacSha1Content();
    }

    @Test
    void checksAsTheControllingSideAndNominates() throws Exception {
        byte[] check = stun.check();
        Message message = Message.decode(check, 0, check.length);
        assertEquals(Message.BINDING_REQUEST, message.getMessageType());
        UsernameAttribute username = (UsernameAttribute) message.getAttribute(Attribute.USERNAME);
        assertEquals("theirs:ours", new String(username.getUsername(), UTF_8));
        assertTrue(message.containsAttribute(Attribute.USE_CANDIDATE));
        assertTrue(message.containsAttribute(Attribute.ICE_CONTROLLING));
        assertTrue(message.containsAttribute(Attribute.PRIORITY));
        assertArrayEquals(expectedIntegrity(check, "their-password"), integrity(message));
    }

    @Test
    void numbersEachCheckAnew() {
        assertFalse(
                Arrays.equals(
                        Arrays.copyOfRange(stun.check(), 8, 20),
                        Arrays.copyOfRange(stun.check(), 8, 20)));
    }

    @Test
    void answersAChecksSender() throws Exception {
        byte[] check = server.check();
        byte[] answer = stun.answer(check, SERVER);
        assertTrue(Stun.isSuccess(answer));
        assertFalse(Stun.isSuccess(check));
        Message message = Message.decode(answer, 0, answer.length);
        assertArrayEquals(Arrays.copyOfRange(check, 8, 20), message.getTransactionID());
        XorMappedAddressAttribute mapped =
                (XorMappedAddressAttribute) message.getAttribute(Attribute.XOR_MAPPED_ADDRESS);
        assertEquals(
                new TransportAddress(SERVER, Transport.UDP),
                mapped.getAddress(message.getTransactionID()));
        assertArrayEquals(expectedIntegrity(answer, "our-password"), integrity(message));
    }

    @Test
    void answersNothingElse() {
        assertEquals(0, stun.answer(new byte[19], SERVER).length);
        assertEquals(0, stun.answer(new byte[0], SERVER).length);
        assertEquals(0, stun.answer(stun.answer(server.check(), SERVER), SERVER).length);
        assertFalse(Stun.isSuccess(new byte[] {1, 1}));
    }
}
