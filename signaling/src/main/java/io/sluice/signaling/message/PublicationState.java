package io.sluice.signaling.message;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.TrackSource;

/// A track offered to the room.
///
/// @param held the host has muted it and its owner may not unmute it
public record PublicationState(
        String id, TrackSource source, MediaKind kind, boolean muted, boolean held) {}
