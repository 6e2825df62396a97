package io.sluice.signaling.session;

/// One client's connection, as a session needs it. Nothing here blocks.
public interface Connection {
    /// Sends a text. It is called again only after `sent` has run.
    void send(String text, Runnable sent);

    /// Ends the connection.
    ///
    /// @param status a WebSocket close code (RFC 6455 §7.4)
    void close(int status, String reason);
}
