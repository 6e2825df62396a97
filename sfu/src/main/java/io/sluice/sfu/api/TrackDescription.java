package io.sluice.sfu.api;

/// Names the track that a media section carries.
public record TrackDescription(String mid, TrackSource source, boolean muted) {}
