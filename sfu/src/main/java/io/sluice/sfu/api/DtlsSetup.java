package io.sluice.sfu.api;

/// Who starts the DTLS handshake (RFC 8842 §5.1).
public enum DtlsSetup {
    ACTPASS,
    ACTIVE,
    PASSIVE
}
