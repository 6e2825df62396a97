package io.sluice.signaling.message;

/// A place a program is sent to, without its secrets.
///
/// @param id chosen by the server
/// @param url without a key
/// @param key as it may be shown: dots, and the last four characters of a long one
/// @param enabled whether the program goes there when it is live
/// @param retry how often in a row it was tried again
/// @param nextMillis until it is tried again, 0 when it is not
/// @param words of the other side or ours, "" for none
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
        String words,
        long bitrateBps,
        long sentBytes,
        long droppedFrames,
        long queuedMillis,
        long sinceMillis) {
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
