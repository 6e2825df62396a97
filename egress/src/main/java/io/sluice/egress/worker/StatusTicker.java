package io.sluice.egress.worker;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.program.EngineCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Tells twice a second how the program goes.
final class StatusTicker {
    private static final long INTERVAL_NANOS = 500_000_000;
    private static final long NANOS = 1_000_000_000L;
    private static final String RESIDENT = "VmRSS:";

    private final long startNanos;
    private long lastNanos;
    private long lastVideoBytes;
    private long lastAudioBytes;

    StatusTicker(long nowNanos) {
        startNanos = nowNanos;
        lastNanos = nowNanos;
    }

    boolean due(long nowNanos) {
        return nowNanos - lastNanos >= INTERVAL_NANOS;
    }

    WorkerEvent.Status take(EngineCounts counts, long nowNanos) {
        long span = Math.max(1, nowNanos - lastNanos);
        long video = (counts.videoBytes() - lastVideoBytes) * 8 * NANOS / span;
        long audio = (counts.audioBytes() - lastAudioBytes) * 8 * NANOS / span;
        lastNanos = nowNanos;
        lastVideoBytes = counts.videoBytes();
        lastAudioBytes = counts.audioBytes();
        return new WorkerEvent.Status(
                (nowNanos - startNanos) / 1_000_000,
                counts.pictures(),
                counts.skippedPictures(),
                video,
                audio,
                counts.peak(),
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .map(Duration::toMillis)
                        .orElse(0L),
                residentBytes(),
                counts.people(),
                counts.lostFrames());
    }

    /// Linux tells in kilobytes; elsewhere 0.
    private static long residentBytes() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
            for (String line : lines) {
                if (line.startsWith(RESIDENT)) {
                    String digits = line.replaceAll("\\D", "");
                    return Long.parseLong(digits) * 1024;
                }
            }
        } catch (IOException | NumberFormatException _) {
            // Not told here.
        }
        return 0;
    }
}
