package io.sluice.server.live;

/// Something that a worker needs is missing, in words for the operator and for who asks.
public final class WorkerUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    public WorkerUnavailableException(String words) {
        super(words);
    }
}
