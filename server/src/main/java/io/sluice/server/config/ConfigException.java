package io.sluice.server.config;

import java.util.Objects;

/// A setting the server does not start with; the message is one line for the operator.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    /// Never null, because it is all there is to say.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
