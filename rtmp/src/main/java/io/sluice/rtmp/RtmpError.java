package io.sluice.rtmp;

/// Why a connection or a file was given up; counted by whoever owns it, never thrown.
public enum RtmpError {
    /// The first byte names another version than 3.
    VERSION,
    /// The handshake, `connect`, `publish` or `play` did not come in time.
    TOO_SLOW,
    /// Nothing came from a publisher for too long.
    IDLE,
    /// The peer does not read its answers.
    ANSWERS_NOT_READ,
    /// A chunk continues a stream of which no full header came.
    CHUNK_WITHOUT_HEADER,
    /// A chunk size of zero or of more than any message.
    CHUNK_SIZE,
    /// More chunk streams than any peer needs.
    TOO_MANY_CHUNK_STREAMS,
    /// A message longer than its kind may be.
    MESSAGE_TOO_LONG,
    /// Half-sent messages hold more memory than a connection may.
    TOO_MUCH_BUFFERED,
    /// A protocol control message of a wrong length.
    CONTROL_MESSAGE,
    /// A command that is no sound AMF0, or one too many.
    COMMAND,
    /// A command that is not allowed now.
    COMMAND_ORDER,
    /// Not an FLV file, or a broken tag in it.
    FLV,
    /// An FLV tag longer than allowed.
    TAG_TOO_LONG
}
