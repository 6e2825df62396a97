package io.sluice.bench.server;

import java.net.InetSocketAddress;

/// What the server answered.
///
/// @param local the endpoint given
/// @param remote where to send STUN
/// @param dtlsClient whether we start the handshake
public record NegotiatedConnection(
        LocalEndpoint local,
        InetSocketAddress remote,
        String remoteUfrag,
        String remotePassword,
        String remoteFingerprint,
        boolean dtlsClient,
        SendFormat send,
        ReceiveFormat receive) {}
