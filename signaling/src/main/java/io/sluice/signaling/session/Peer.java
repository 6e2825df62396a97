package io.sluice.signaling.session;

/// Where a client comes from.
///
/// @param local this machine or a private network, and not through a proxy
/// @param confidential over TLS, or not over a network at all: only then tokens are taken
public record Peer(boolean local, boolean confidential) {}
