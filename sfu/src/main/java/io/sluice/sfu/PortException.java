package io.sluice.sfu;

import java.io.IOException;

/// A port that media should be received on cannot be had.
public final class PortException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean tcp;
    private final int port;

    PortException(boolean tcp, int port, IOException cause) {
        super(cause.getMessage(), cause);
        this.tcp = tcp;
        this.port = port;
    }

    /// Whether it is the port of TCP; if not it is one of UDP.
    public boolean tcp() {
        return tcp;
    }

    public int port() {
        return port;
    }
}
