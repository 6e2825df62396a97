package io.sluice.sfu.transport.ice;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Sets ice4j up, before anything else of it is used.
final class Ice4j {
    /// Kept strongly: java.util.logging forgets the level of a logger nobody holds. ice4j logs
    /// whole messages and passwords, which is more than a log of ours may hold.
    private static final List<Logger> LOGGERS =
            List.of(
                    Logger.getLogger("org.ice4j"),
                    Logger.getLogger("org.jitsi"),
                    Logger.getLogger("JitsiConfig"));

    static {
        System.setProperty("ice4j.harvest.mapping.aws.enabled", "false"); // asks the network
        System.setProperty("ice4j.software", ""); // would be in each message
    }

    private Ice4j() {}

    /// Returns once the settings are made.
    static void prepare() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }
}
