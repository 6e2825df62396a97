package io.sluice.sfu.api;

import io.sluice.rtp.HeaderExtensionType;

/// A header extension and the id this peer gave it.
///
/// @param id 1..255, ids above 14 need two-byte headers (RFC 8285 §4.3)
public record HeaderExtension(HeaderExtensionType type, int id) {}
