package io.sluice.sfu.api;

/// Whether somebody needs an encoding of a track.
///
/// @param rid as in the offer (RFC 8851); empty when the track has one encoding without a name
public record WantedEncoding(String rid, boolean active) {}
