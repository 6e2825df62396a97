package io.sluice.server.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Sends every log of the process, libraries' included, to standard error as `key=value` lines.
public final class Logging {
    private Logging() {}

    public static void start(String level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("io.sluice").setLevel(Level.toLevel(level));
            context.getLogger(Logger.ROOT_LOGGER_NAME)
                    .setLevel(level.equals("error") ? Level.ERROR : Level.WARN);
        }
    }
}
