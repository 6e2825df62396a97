package io.sluice.bench.server;

import java.io.IOException;
import java.util.List;

/// A kind of server that can be put under test: ours, or a peer beside it.
public interface ServerKind {
    /// `sluice`, `janus`.
    String name();

    /// The settings worth trying, of which the best is taken for a scenario: a server is not
    /// measured in a worse one than it could have.
    ///
    /// @throws IOException when the server is not installed here
    List<String> settings() throws IOException;

    /// Whether it sends each receiver what that one's reports say its network carries.
    default boolean adapts() {
        return false;
    }

    /// Starts a server in one of its settings.
    ServerUnderTest start(String setting, Site site) throws IOException, InterruptedException;
}
