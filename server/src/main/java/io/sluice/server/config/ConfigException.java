package io.sluice.server.config;

/// A setting the server does not start with; the message is one line for the operator.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
