package io.sluice.egress.output;

/// Why a destination is in its state: one of our reasons, or what the other side said.
///
/// @param words for people, "" when there is nothing to say; printable, never a key
public record DestinationReason(Code code, String words) {
    /// Nothing to say.
    public static final DestinationReason NONE = new DestinationReason(Code.NONE, "");

    /// Reasons, by which a client can say them in another language.
    public enum Code {
        NONE(""),
        /// The words are the other side's own.
        SERVER_SAID(""),
        SERVER_CLOSED("the server closed the connection"),
        CLOSED_AT_ONCE("the server closes the connection at once"),
        HUNG_UP("the server hangs up when it is asked to take the stream"),
        REFUSED_STREAM("the server refuses the stream: look at the stream id and the passphrase"),
        TAKES_NOTHING("the server takes no more frames"),
        PRIVATE_ADDRESS("the address is not a public one"),
        UNKNOWN_HOST("the host is not known"),
        REFUSED("the connection is refused"),
        NO_ANSWER("the server does not answer"),
        LOST("the connection is lost"),
        TLS("TLS fails"),
        CERTIFICATE("the certificate is not trusted"),
        NO_RTMP("the server does not speak RTMP"),
        PROTOCOL("the server breaks the protocol");

        private final String words;

        Code(String words) {
            this.words = words;
        }
    }

    /// One of ours.
    public static DestinationReason of(Code code) {
        return new DestinationReason(code, code.words);
    }

    /// One of ours, said of something.
    static DestinationReason of(Code code, String more) {
        return new DestinationReason(code, code.words + more);
    }

    /// What the other side said; nothing when it said nothing.
    static DestinationReason said(String words) {
        return words.isEmpty() ? NONE : new DestinationReason(Code.SERVER_SAID, words);
    }

    /// Whether there is nothing to say.
    boolean isEmpty() {
        return words.isEmpty();
    }

    /// This, or another one when there is nothing to say.
    DestinationReason or(Code other) {
        return isEmpty() ? of(other) : this;
    }
}
