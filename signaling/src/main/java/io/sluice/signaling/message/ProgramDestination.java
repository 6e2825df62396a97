package io.sluice.signaling.message;

/// A place a program is sent to, without its secrets.
///
/// @param id chosen by the server
/// @param url without a key
/// @param key as it may be shown: dots, and the last four characters of a long one
/// @param enabled whether the program goes there when it is live
/// @param retry how often in a row it was tried again
/// @param nextMillis until it is tried again, 0 when it is not
/// @param reason why it is in its state
/// @param words the same for people: of the other side or ours, "" for none
/// @param bitrateBps of the last second
/// @param sentBytes since it was connected
/// @param droppedFrames left out because the other side was too slow
/// @param queuedMillis that wait to be sent
/// @param sinceMillis how long it has been in its state
public record ProgramDestination(
        String id,
        String name,
        String url,
        String key,
        boolean enabled,
        State state,
        int retry,
        long nextMillis,
        Reason reason,
        String words,
        long bitrateBps,
        long sentBytes,
        long droppedFrames,
        long queuedMillis,
        long sinceMillis) {
    /// Why it is in its state.
    public enum Reason {
        NONE,
        /// The words are the other side's own.
        SERVER_SAID,
        SERVER_CLOSED,
        /// Twice in a row, as servers do that do not know the key.
        CLOSED_AT_ONCE,
        /// When it was asked to take the stream, as servers do that do not know the key.
        HUNG_UP,
        /// The other side refuses the stream, as SRT does with a wrong stream id or passphrase.
        REFUSED_STREAM,
        TAKES_NOTHING,
        PRIVATE_ADDRESS,
        UNKNOWN_HOST,
        REFUSED,
        NO_ANSWER,
        LOST,
        TLS,
        CERTIFICATE,
        NO_RTMP,
        PROTOCOL,
        /// Its address and key were kept with another secret of the server than it has now.
        OTHER_SECRET,
        /// Something else, which the words say.
        OTHER
    }

    /// How it fares.
    public enum State {
        /// Nothing is sent there now.
        IDLE,
        CONNECTING,
        /// The other side takes what is sent.
        SENDING,
        /// Somebody, or the platform, has seen it there.
        CONFIRMED,
        /// The other side has stopped taking it.
        STALLED,
        RETRYING,
        /// The other side said no; tried again each minute.
        REJECTED,
        /// Not tried again without a change.
        FAILED,
        STOPPED
    }
}
