package io.sluice.bench.server;

import java.net.InetAddress;

/// Where a server under test runs.
///
/// @param core the one processor it may use
/// @param media the address that it receives media on
public record Site(int core, InetAddress media) {}
