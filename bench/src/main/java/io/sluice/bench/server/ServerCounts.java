package io.sluice.bench.server;

/// What a server has counted so far, beside what can be seen from outside.
///
/// @param allocatedBytes of the Java heap, by its media threads
/// @param datagrams that it sent
/// @param messages in which the kernel was given them
public record ServerCounts(double allocatedBytes, double datagrams, double messages) {
    /// What was counted since then.
    public ServerCounts since(ServerCounts before) {
        return new ServerCounts(
                allocatedBytes - before.allocatedBytes,
                datagrams - before.datagrams,
                messages - before.messages);
    }
}
