package io.sluice.bench.server;

/// How to write the packets we send; 0 is none.
///
/// @param audioMid the value of the MID extension in packets of sound; empty when none is sent
public record SendFormat(
        int audioPayloadType,
        int videoPayloadType,
        int absSendTimeId,
        int transportCcId,
        int audioLevelId,
        int midId,
        String audioMid,
        String videoMid) {
    /// A connection that only receives.
    public static final SendFormat NOTHING = new SendFormat(0, 0, 0, 0, 0, 0, "", "");
}
