package io.sluice.signaling.message;

import java.util.Map;

/// Why exactly something of a program was refused, for a client that says it in its reader's
/// language: the message of the refusal says the same in English.
///
/// @param values what stands in the sentence, by name; `docs/protocol.md` has the names
public record RefusalDetail(Reason reason, Map<String, Long> values) {
    public RefusalDetail {
        values = Map.copyOf(values);
    }

    /// One without values.
    public RefusalDetail(Reason reason) {
        this(reason, Map.of());
    }

    /// Which sentence it is.
    public enum Reason {
        SCHEME,
        SRT,
        INCOMPLETE_URL,
        BAD_KEY,
        NEW_KEY,
        NEW_STREAM_ID,
        PRIVATE_ADDRESS,
        UNKNOWN_HOST,
        TOO_MANY_DESTINATIONS,
        UNKNOWN_DESTINATION,
        OTHER_SECRET,
        TOO_MANY_PROGRAMS,
        PROCESSORS,
        OTHER_SETTINGS,
        STILL_ENDING,
        RECORDING_FOLDER
    }
}
