package io.sluice.egress.control;

import java.util.Objects;

/// Somebody in the room, and in which slots their sound and pictures come.
///
/// @param id of the participant
/// @param name as everybody sees it
/// @param slot with the microphone and the camera, [#NONE] without one
/// @param cameraOn whether the camera is to be shown; otherwise a picture of letters is
/// @param screenSlot with the shared screen and its sound, [#NONE] without one
public record Seat(String id, String name, int slot, boolean cameraOn, int screenSlot) {
    public static final int NONE = -1;

    /// Longer names are cut; nobody reads more in a tile.
    public static final int MAX_NAME = 80;

    public Seat {
        Objects.requireNonNull(id);
        name = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }
}
