package io.sluice.sfu.api;

/// Whether a track is heard or seen.
public enum MediaKind {
    AUDIO,
    VIDEO
}
