package io.sluice.bench.server;

/// How to write the packets we send; 0 is none.
///
/// @param ridId of the extension that names the encoding (RFC 8852), in simulcast
/// @param audioMid the value of the MID extension in packets of sound; empty when none is sent
public record SendFormat(
        int audioPayloadType,
        int videoPayloadType,
        int absSendTimeId,
        int transportCcId,
        int audioLevelId,
        int midId,
        int ridId,
        String audioMid,
        String videoMid) {
    /// A connection that only receives.
    public static final SendFormat NOTHING = new SendFormat(0, 0, 0, 0, 0, 0, 0, "", "");
}
