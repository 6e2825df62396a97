package io.sluice.egress.decode;

/// A call of libav failed in a way that its caller did not expect.
public final class LibavException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LibavException(String message) {
        super(message);
    }
}
