package io.sluice.bench.server;

/// Our side of a connection before negotiation.
public interface LocalEndpoint {
    String ufrag();

    String password();

    /// SHA-256 of the certificate, in hexadecimal with colons.
    String fingerprint();

    long audioSsrc();

    long videoSsrc();
}
