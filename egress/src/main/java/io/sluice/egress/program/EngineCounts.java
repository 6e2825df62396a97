package io.sluice.egress.program;

/// What an engine did since its start.
///
/// @param peak the loudest sample since the last call
public record EngineCounts(
        long pictures,
        long skippedPictures,
        long videoBytes,
        long audioBytes,
        double peak,
        int people,
        long lostFrames) {}
