package io.sluice.signaling.message;

/// One chat message as the room keeps it.
///
/// @param from the sender's participant id, which may have left since
/// @param name the sender's name when it was sent
/// @param at milliseconds since 1970
public record ChatEntry(String id, String from, String name, String text, long at) {}
