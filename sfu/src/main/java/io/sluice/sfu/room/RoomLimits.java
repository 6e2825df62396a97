package io.sluice.sfu.room;

/// How much one room takes in.
///
/// @param maxParticipants at the same time
/// @param maxSlotSections receive-only media sections of one participant
public record RoomLimits(int maxParticipants, int maxSlotSections) {
    /// 25 slots of two halves and some for sound alone.
    private static final int MAX_SLOT_SECTIONS = 64;

    public static RoomLimits of(int maxParticipants) {
        return new RoomLimits(maxParticipants, MAX_SLOT_SECTIONS);
    }

    public RoomLimits {
        if (maxParticipants < 1 || maxSlotSections < 0) {
            throw new IllegalArgumentException("limits are positive");
        }
    }
}
