package io.sluice.sfu.api;

/// Told what happens in a room. Called on a media loop: hand over and return, never block.
@FunctionalInterface
public interface RoomListener {
    void onEvent(RoomEvent event);
}
