package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.jspecify.annotations.Nullable;

/// Reads and writes the Binding messages of ICE with ice4j's message classes.
final class StunCodec {
    /// Kept strongly: java.util.logging forgets the level of a logger nobody holds. ice4j logs
    /// whole messages, which is more than a log of ours may hold.
    private static final Logger ICE4J = Logger.getLogger("org.ice4j");

    private static final char ROLE_CONFLICT = 487;

    /// A peer-reflexive candidate's (RFC 8445 §5.1.2.1).
    private static final long PRIORITY = (110L << 24) | (65535L << 8) | 255;

    /// From here up, an unknown attribute may be ignored (RFC 8489 §14).
    private static final int COMPREHENSION_OPTIONAL = 0x8000;

    static {
        ICE4J.setLevel(Level.OFF);
    }

    private StunCodec() {}

    /// A Binding request as far as ICE's answer depends on it.
    ///
    /// @param unknown a mandatory attribute we do not know, 0 without one
    record Check(Request request, boolean useCandidate, boolean controlled, char unknown) {}

    /// Null when the codec cannot read it.
    static @Nullable Check readCheck(StunFrame frame) {
        byte[] covered = frame.covered();
        try {
            if (!(Message.decode(covered, (char) 0, (char) covered.length)
                    instanceof Request request)) {
                return null;
            }
            return new Check(
                    request,
                    request.containsAttribute(Attribute.USE_CANDIDATE),
                    request.containsAttribute(Attribute.ICE_CONTROLLED),
                    unknownAttribute(request));
        } catch (StunException | RuntimeException _) {
            return null; // authentic but not readable: ice4j's decoders throw what they please
        }
    }

    private static char unknownAttribute(Message message) {
        for (Attribute attribute : message.getAttributes()) {
            char type = attribute.getAttributeType();
            boolean known =
                    switch (type) {
                        case Attribute.USERNAME,
                                Attribute.MESSAGE_INTEGRITY,
                                Attribute.PRIORITY,
                                Attribute.USE_CANDIDATE ->
                                true;
                        default -> type >= COMPREHENSION_OPTIONAL;
                    };
            if (!known) {
                return type;
            }
        }
        return 0;
    }

    static byte[] success(Check check, InetSocketAddress seenAt, IceCredentials credentials) {
        TransportAddress mapped =
                new TransportAddress(seenAt.getAddress(), seenAt.getPort(), Transport.UDP);
        Response response = MessageFactory.createBindingResponse(check.request(), mapped);
        return StunFrame.sign(encode(response, check.request().getTransactionID()), credentials);
    }

    /// The peer has to take the controlling role: a lite agent never does (RFC 8445 §7.3.1.1).
    static byte[] roleConflict(Check check, IceCredentials credentials) {
        Response response =
                MessageFactory.createBindingErrorResponse(ROLE_CONFLICT, "Role Conflict");
        return StunFrame.sign(encode(response, check.request().getTransactionID()), credentials);
    }

    static byte[] unknownAttribute(Check check, IceCredentials credentials) {
        Response response =
                MessageFactory.createBindingErrorResponse(
                        ErrorCodeAttribute.UNKNOWN_ATTRIBUTE,
                        "Unknown Attribute",
                        new char[] {check.unknown()});
        return StunFrame.sign(encode(response, check.request().getTransactionID()), credentials);
    }

    static byte[] badRequest(StunFrame frame) {
        return error(frame, ErrorCodeAttribute.BAD_REQUEST, "Bad Request");
    }

    static byte[] unauthenticated(StunFrame frame) {
        return error(frame, ErrorCodeAttribute.UNAUTHORIZED, "Unauthenticated");
    }

    private static byte[] error(StunFrame frame, char code, String reason) {
        Response response = MessageFactory.createBindingErrorResponse(code, reason);
        return StunFrame.fingerprint(encode(response, frame.transactionId()));
    }

    /// A check of ours, as the controlled side: it proves that somebody with the peer's password
    /// receives at the address.
    static byte[] check(
            byte[] transactionId, IceCredentials local, IceCredentials remote, long tieBreaker) {
        try {
            Request request = MessageFactory.createBindingRequest(PRIORITY, false, tieBreaker);
            String username = remote.ufrag() + ":" + local.ufrag();
            request.putAttribute(
                    AttributeFactory.createUsernameAttribute(
                            username.getBytes(StandardCharsets.UTF_8)));
            return StunFrame.sign(encode(request, transactionId), remote);
        } catch (StunException impossible) {
            throw new IllegalStateException("a Binding request of ours", impossible);
        }
    }

    private static byte[] encode(Message message, byte[] transactionId) {
        try {
            message.setTransactionID(transactionId);
        } catch (StunException impossible) {
            throw new IllegalStateException("a transaction id of 12 bytes", impossible);
        }
        return message.encode(null);
    }
}
