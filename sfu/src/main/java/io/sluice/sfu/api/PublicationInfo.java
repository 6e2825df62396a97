package io.sluice.sfu.api;

/// A track offered to the room.
///
/// @param muted the room's truth: while it is set, no packet of it is forwarded
public record PublicationInfo(String id, TrackSource source, boolean muted) {}
