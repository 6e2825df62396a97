package io.sluice.egress.decode;

/// A call of libav failed, or what is wanted of it is not there.
public final class LibavException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LibavException(String message) {
        super(message);
    }
}
