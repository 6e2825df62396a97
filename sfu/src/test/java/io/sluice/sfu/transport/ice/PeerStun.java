package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.ice4j.StunException;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.jspecify.annotations.Nullable;

/// What a browser says in STUN: checks as the controlling side, and answers to checks of ours.
public final class PeerStun {
    private static final long PRIORITY = 1_853_824_767L;

    private final IceCredentials own;
    private final IceCredentials server;
    private final RandomGenerator random;

    public PeerStun(IceCredentials own, IceCredentials server, RandomGenerator random) {
        this.own = own;
        this.server = server;
        this.random = random;
    }

    public byte[] check(boolean useCandidate) {
        return check(useCandidate, true, server);
    }

    byte[] check(boolean useCandidate, boolean controlling, IceCredentials key) {
        return StunFrame.sign(unsigned(useCandidate, controlling), key);
    }

    /// A check of a peer that does not agree on the roles.
    byte[] check(boolean controlling, long tieBreaker) {
        return StunFrame.sign(unsigned(false, controlling, tieBreaker), server);
    }

    byte[] unsigned(boolean useCandidate, boolean controlling) {
        return unsigned(useCandidate, controlling, 1);
    }

    private byte[] unsigned(boolean useCandidate, boolean controlling, long tieBreaker) {
        try {
            Request request =
                    MessageFactory.createBindingRequest(PRIORITY, controlling, tieBreaker);
            String username = server.ufrag() + ":" + own.ufrag();
            request.putAttribute(
                    AttributeFactory.createUsernameAttribute(
                            username.getBytes(StandardCharsets.UTF_8)));
            if (useCandidate) {
                request.putAttribute(AttributeFactory.createUseCandidateAttribute());
            }
            byte[] transactionId = new byte[12];
            random.nextBytes(transactionId);
            request.setTransactionID(transactionId);
            return StunFrame.withoutFingerprint(request.encode(null));
        } catch (StunException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The answer to a check of the server; null when this is none.
    public byte @Nullable [] answer(byte[] datagram, InetSocketAddress seenAt) {
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(datagram), 0, datagram.length);
        if (frame == null || !frame.isBindingRequest() || !frame.isAuthentic(own)) {
            return null;
        }
        StunCodec.Check check = StunCodec.readCheck(frame);
        return check == null ? null : StunCodec.success(check, seenAt, own);
    }

    /// The refusal of a check of the server because of its role.
    byte[] roleConflict(byte[] datagram) {
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(datagram), 0, datagram.length);
        StunCodec.Check check = frame == null ? null : StunCodec.readCheck(frame);
        if (check == null) {
            throw new IllegalArgumentException("no check");
        }
        return StunCodec.roleConflict(check, own);
    }

    /// Whether this is a success the server signed.
    public boolean isSuccess(byte[] datagram) {
        StunFrame frame = StunFrame.read(MemorySegment.ofArray(datagram), 0, datagram.length);
        return frame != null
                && frame.messageType() == Message.BINDING_SUCCESS_RESPONSE
                && frame.isAuthentic(server);
    }

    /// The code of an error response; 0 when this is none.
    static int errorCode(byte[] datagram) {
        try {
            Message message = Message.decode(datagram, (char) 0, (char) datagram.length);
            return message.getAttribute(Attribute.ERROR_CODE)
                            instanceof org.ice4j.attribute.ErrorCodeAttribute error
                    ? error.getErrorCode()
                    : 0;
        } catch (StunException _) {
            return 0;
        }
    }

    /// The address a success says the peer was seen at.
    static @Nullable InetSocketAddress mappedAddress(byte[] datagram) {
        try {
            Message message = Message.decode(datagram, (char) 0, (char) datagram.length);
            if (!(message.getAttribute(Attribute.XOR_MAPPED_ADDRESS)
                    instanceof org.ice4j.attribute.XorMappedAddressAttribute mapped)) {
                return null;
            }
            TransportAddress address = mapped.getAddress(message.getTransactionID());
            return new InetSocketAddress(address.getAddress(), address.getPort());
        } catch (StunException _) {
            return null;
        }
    }
}
