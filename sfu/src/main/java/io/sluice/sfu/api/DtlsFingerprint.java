package io.sluice.sfu.api;

/// The hash of a DTLS certificate (RFC 8122 §5).
///
/// @param algorithm `sha-256`, in lower case
/// @param value upper-case hexadecimal bytes joined by colons
public record DtlsFingerprint(String algorithm, String value) {}
