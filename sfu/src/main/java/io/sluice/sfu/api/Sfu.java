package io.sluice.sfu.api;

/// The media plane: rooms on media loops.
public interface Sfu extends AutoCloseable {
    /// Opens an empty room on the least busy loop.
    ///
    /// @param name for the log and for diagnosis only; two rooms may have the same
    RoomHandle openRoom(String name, RoomListener listener);

    @Override
    void close();
}
