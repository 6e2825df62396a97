package io.sluice.signaling.message;

/// What a program makes, and what that costs.
///
/// @param runMillis since it was started
/// @param videoBps of the last moment, as audioBps
/// @param pictures encoded so far
/// @param skippedPictures left out because the machine was too slow
/// @param peak the loudest sample of the last moment, 0 to 1
/// @param cpuPercent of one processor
/// @param residentBytes memory of the worker
/// @param people who are in the picture or could be
/// @param restarts how often the worker was replaced
/// @param viewers who watch it from this server now, by HLS, HTTP-FLV or RTMP
public record ProgramOutput(
        long runMillis,
        long videoBps,
        long audioBps,
        long pictures,
        long skippedPictures,
        double peak,
        double cpuPercent,
        long residentBytes,
        int people,
        int restarts,
        int viewers) {}
