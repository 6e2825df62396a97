package io.sluice.sfu.api;

/// The SSRCs through which one half of a slot is sent. They never change.
///
/// @param ssrc 1..2^32-1
/// @param rtxSsrc the SSRC of retransmissions; unused for audio without RTX, but always reserved
public record SlotStream(int slot, MediaKind kind, String mid, long ssrc, long rtxSsrc) {}
