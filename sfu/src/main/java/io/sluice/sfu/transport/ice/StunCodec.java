package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCredentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.attribute.IceControlAttribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.jspecify.annotations.Nullable;

/// Reads and writes the Binding messages of ICE with ice4j's message classes.
final class StunCodec {
    private static final char ROLE_CONFLICT = 487;

    /// A peer-reflexive candidate's (RFC 8445 §5.1.2.1).
    private static final long PRIORITY = (110L << 24) | (65535L << 8) | 255;

    /// From here up, an unknown attribute may be ignored (RFC 8489 §14).
    private static final int COMPREHENSION_OPTIONAL = 0x8000;

    static {
        Ice4j.prepare();
    }

    private StunCodec() {}

    /// A Binding request as far as ICE's answer depends on it.
    ///
    /// @param unknown a mandatory attribute we do not know, 0 without one
    record Check(Request request, boolean useCandidate, Role role, long tieBreaker, char unknown) {
        /// What the peer believes to be.
        enum Role {
            CONTROLLING,
            CONTROLLED,
            UNSAID
        }
    }

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
                    roleOf(request),
                    tieBreaker(request),
                    unknownAttribute(request));
        } catch (StunException | RuntimeException _) {
            return null; // authentic but not readable: ice4j's decoders throw what they please
        }
    }

    private static Check.Role roleOf(Request request) {
        if (request.containsAttribute(Attribute.ICE_CONTROLLED)) {
            return Check.Role.CONTROLLED;
        }
        return request.containsAttribute(Attribute.ICE_CONTROLLING)
                ? Check.Role.CONTROLLING
                : Check.Role.UNSAID;
    }

    private static long tieBreaker(Request request) {
        for (Attribute attribute : request.getAttributes()) {
            if (attribute instanceof IceControlAttribute control) {
                return control.getTieBreaker();
            }
        }
        return 0;
    }

    /// Whether this is an error response that says our role is the peer's.
    static boolean isRoleConflict(StunFrame frame) {
        byte[] covered = frame.covered();
        try {
            return Message.decode(covered, (char) 0, (char) covered.length)
                                    .getAttribute(Attribute.ERROR_CODE)
                            instanceof ErrorCodeAttribute error
                    && error.getErrorCode() == ROLE_CONFLICT;
        } catch (StunException | RuntimeException _) {
            return false;
        }
    }

    /// The address a success says the question came from; null without one.
    static @Nullable InetSocketAddress mappedAddress(StunFrame frame) {
        byte[] bytes = frame.bytes();
        try {
            Message message = Message.decode(bytes, (char) 0, (char) bytes.length);
            if (message.getAttribute(Attribute.XOR_MAPPED_ADDRESS)
                    instanceof XorMappedAddressAttribute mapped) {
                TransportAddress at = mapped.getAddress(message.getTransactionID());
                return isPlace(at) ? new InetSocketAddress(at.getAddress(), at.getPort()) : null;
            }
            return null;
        } catch (StunException | RuntimeException _) {
            return null;
        }
    }

    /// Whether packets can be sent there at all: a broken or hostile server may say anything.
    private static boolean isPlace(TransportAddress at) {
        InetAddress address = at.getAddress();
        return at.getPort() > 0
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress();
    }

    /// Asks a STUN server where we are seen.
    static byte[] question(byte[] transactionId) {
        return StunFrame.fingerprint(encode(MessageFactory.createBindingRequest(), transactionId));
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

    /// The peer has to take the other role (RFC 8445 §7.3.1.1).
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

    /// A check of ours: it proves that somebody with the peer's password receives at the address.
    static byte[] check(
            byte[] transactionId,
            IceCredentials local,
            IceCredentials remote,
            boolean controlling,
            long tieBreaker) {
        try {
            Request request =
                    MessageFactory.createBindingRequest(PRIORITY, controlling, tieBreaker);
            String username = remote.ufrag() + ":" + local.ufrag();
            request.putAttribute(
                    AttributeFactory.createUsernameAttribute(
                            username.getBytes(StandardCharsets.UTF_8)));
            return StunFrame.sign(encode(request, transactionId), remote);
        } catch (StunException impossible) {
            throw new IllegalStateException("a Binding request of ours", impossible);
        }
    }

    /// Without FINGERPRINT, which an agent of ice4j makes the codec append.
    static byte[] encode(Message message, byte[] transactionId) {
        try {
            message.setTransactionID(transactionId);
        } catch (StunException impossible) {
            throw new IllegalStateException("a transaction id of 12 bytes", impossible);
        }
        return StunFrame.withoutFingerprint(message.encode(null));
    }
}
