package io.sluice.bench.server;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/// A server under test: started for a run on one pinned core, joined over its own signaling, ended
/// by process id.
public interface ServerUnderTest extends AutoCloseable {
    /// `sluice`, `janus`.
    String name();

    /// With the settings that matter: `1.1.2, event_loops=1`.
    String version();

    /// The process whose CPU time and memory are measured.
    long pid();

    /// Joins a room: negotiates what the participant needs, on as many connections as this server
    /// needs for it. The caller then connects them (ICE, DTLS) and drives them.
    List<NegotiatedConnection> join(JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException;

    /// Negotiates the further connections of a participant who has joined, where a server can be
    /// asked for others' media only once these are connected.
    default List<NegotiatedConnection> receive(
            JoinRequest request, Supplier<LocalEndpoint> endpoints)
            throws IOException, InterruptedException {
        return List.of();
    }

    /// Called once all endpoints of all participants are connected: subscribes to what could not be
    /// asked for before.
    void allConnected() throws IOException, InterruptedException;

    /// What it has counted so far, where that can be told.
    default Optional<ServerCounts> counts() throws IOException, InterruptedException {
        return Optional.empty();
    }

    /// Its longest pause for garbage lately, where there is such a thing.
    default OptionalDouble gcPauseMaxMillis() throws IOException, InterruptedException {
        return OptionalDouble.empty();
    }

    /// What it counts itself, for whoever looks for a reason.
    default Map<String, Double> counters() throws IOException, InterruptedException {
        return Map.of();
    }

    @Override
    void close();
}
