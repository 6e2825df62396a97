package io.sluice.server.live;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.ProgramVideo;
import io.sluice.signaling.message.RefusalDetail;
import io.sluice.signaling.message.RejectedException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// Lets programs begin as long as the machine has the processors for them: the meetings and the
/// programs that run count with what they use, a new one with what its kind was measured to use.
/// Safe for several threads.
final class ProgramAdmission {
    /// Percent of a processor for whatever the size: decoding, mixing, the process itself.
    private static final double BASE_PERCENT = 25;

    /// Percent of a processor for each million pixels composed and encoded in a second: 720p25 uses
    /// 47 %, 1080p25 75 % with openh264.
    private static final double PERCENT_PER_MEGAPIXEL = 0.97;

    /// Of that, what x264 uses.
    static final double X264_SHARE = 0.7;

    /// And HEVC by x265, whose encoder takes two and a half times as much as openh264; what a card
    /// saves counts as soon as it is measured.
    static final double HEVC_SHARE = 1.6;

    /// No picture is composed or encoded.
    private static final double PASSTHROUGH_PERCENT = 5;

    private final int maxPrograms;
    private final int maxCpuPercent;
    private final int processors;
    private final double encoderShare;
    private final DoubleSupplier serverPercent;
    private final Map<Object, Use> running = new HashMap<>();

    /// In percent of a processor.
    ///
    /// @param measured 0 until it is known
    private record Use(double estimated, double measured) {
        /// Until it was measured for a while, both could be the truth.
        double percent() {
            return measured > 0 ? measured : estimated;
        }
    }

    /// @param maxCpuPercent of all processors
    /// @param encoderShare of what openh264 uses: 1, or one of the shares above
    /// @param serverPercent of a processor that the meetings use
    ProgramAdmission(
            int maxPrograms,
            int maxCpuPercent,
            int processors,
            double encoderShare,
            DoubleSupplier serverPercent) {
        this.maxPrograms = maxPrograms;
        this.maxCpuPercent = maxCpuPercent;
        this.processors = processors;
        this.encoderShare = encoderShare;
        this.serverPercent = serverPercent;
    }

    /// Percent of a processor that a program is going to use.
    double estimate(ProgramVideo video, boolean passthrough) {
        if (passthrough) {
            return PASSTHROUGH_PERCENT;
        }
        double megapixels = video.width() * (double) video.height() * video.framesPerSecond() / 1e6;
        return (BASE_PERCENT + PERCENT_PER_MEGAPIXEL * megapixels) * encoderShare;
    }

    /// Takes a program in.
    ///
    /// @param program whatever stands for it
    /// @throws RejectedException with the figures when it does not fit
    synchronized void admit(Object program, ProgramVideo video, boolean passthrough) {
        if (running.size() >= maxPrograms) {
            throw refusal(
                    "%d programs run, which is all there may be (egress.maxPrograms)."
                            .formatted(running.size()),
                    RefusalDetail.Reason.TOO_MANY_PROGRAMS,
                    Map.of("most", (long) maxPrograms));
        }
        double needed = estimate(video, passthrough);
        double used = running.values().stream().mapToDouble(Use::percent).sum();
        double server = serverPercent.getAsDouble();
        double most = maxCpuPercent * (double) processors;
        if (server + used + needed > most) {
            throw refusal(
                    ("The program needs about %.0f %% of a processor; %d others use %.0f %%, the"
                                    + " meetings %.0f %%, and together they may use %.0f %%"
                                    + " (egress.maxCpuPercent: %d of %d processors).")
                            .formatted(
                                    needed,
                                    running.size(),
                                    used,
                                    server,
                                    most,
                                    maxCpuPercent,
                                    processors),
                    RefusalDetail.Reason.PROCESSORS,
                    Map.of(
                            "needed", Math.round(needed),
                            "others", (long) running.size(),
                            "used", Math.round(used),
                            "meetings", Math.round(server),
                            "most", Math.round(most)));
        }
        running.put(program, new Use(needed, 0));
    }

    private static RejectedException refusal(
            String words, RefusalDetail.Reason reason, Map<String, Long> figures) {
        return new RejectedException(
                ErrorCode.PROGRAM_REFUSED, words, new RefusalDetail(reason, figures));
    }

    /// What a program uses, in percent of a processor, over some seconds.
    synchronized void measured(Object program, double percent) {
        running.computeIfPresent(program, (_, use) -> new Use(use.estimated, percent));
    }

    /// It ended.
    synchronized void release(Object program) {
        running.remove(program);
    }
}
