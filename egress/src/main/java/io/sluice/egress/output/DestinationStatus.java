package io.sluice.egress.output;

/// What the console shows of a destination.
///
/// @param retry how often in a row a connection was tried again, 0 when it holds
/// @param nextMillis until the next try, 0 when none is due
/// @param reason why it is as it is
/// @param sentBytes since the destination was started
/// @param droppedFrames that it was too slow for
/// @param queuedMillis of frames that wait to be sent
public record DestinationStatus(
        DestinationState state,
        int retry,
        long nextMillis,
        DestinationReason reason,
        long sentBytes,
        long droppedFrames,
        long queuedMillis) {}
