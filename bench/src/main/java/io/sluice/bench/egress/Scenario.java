package io.sluice.bench.egress;

import static io.sluice.egress.control.VideoSettings.HEVC;
import static io.sluice.egress.control.VideoSettings.OPENH264;
import static io.sluice.egress.control.VideoSettings.X264;

import io.sluice.egress.control.VideoSettings;
import io.sluice.rtp.codec.Codec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A kind of program: what comes in, what is made of it, and what that may cost.
@SuppressWarnings("ImmutableEnumChecker") // the settings are a record of values
enum Scenario {
    GRID("four people, 2x2 of 360p layers, openh264", 4, Clip.Picture.SMALL, hd(OPENH264), 28),
    GRID_X264("the same, x264 superfast", 4, Clip.Picture.SMALL, hd(X264), 20),
    /// With what a server counts on, as there is no other goal.
    GRID_HEVC("the same in HEVC, x265", 4, Clip.Picture.SMALL, hd(HEVC), 45),
    FULL_HD(
            "four people, 2x2 of 720p layers, openh264",
            4,
            Clip.Picture.LARGE,
            fullHd(OPENH264),
            45),
    FULL_HD_X264("the same, x264 superfast", 4, Clip.Picture.LARGE, fullHd(X264), 45),
    STILL("four people, all cameras off", 4, null, hd(OPENH264), 28),
    PASSTHROUGH("one person's H.264 as it comes", 1, Clip.Picture.CODED, hd(OPENH264), 3),
    AUDIO(
            "the same when the camera is switched off, four voices",
            4,
            Clip.Picture.CODED,
            hd(OPENH264),
            3);

    /// Of the pictures that come in.
    static final int FRAMES_IN = 30;

    private static final int FRAMES_OUT = 25;

    private final String title;
    private final int people;
    private final Clip.@Nullable Picture picture;
    private final VideoSettings video;
    private final double targetCpuSeconds;

    Scenario(
            String title,
            int people,
            Clip.@Nullable Picture picture,
            VideoSettings video,
            double targetCpuSeconds) {
        this.title = title;
        this.people = people;
        this.picture = picture;
        this.video = video;
        this.targetCpuSeconds = targetCpuSeconds;
    }

    private static VideoSettings hd(String encoder) {
        return new VideoSettings(1280, 720, FRAMES_OUT, 2_500_000, 2, encoder);
    }

    private static VideoSettings fullHd(String encoder) {
        return new VideoSettings(1920, 1080, FRAMES_OUT, 4_500_000, 2, encoder);
    }

    /// As it is asked for.
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// For people.
    String title() {
        return title;
    }

    int people() {
        return people;
    }

    /// What each of them sends, null for sound alone.
    Clip.@Nullable Picture picture() {
        return picture;
    }

    VideoSettings video() {
        return video;
    }

    boolean passthrough() {
        return this == PASSTHROUGH || this == AUDIO;
    }

    /// Whether the camera goes off once it was seen: then only sound goes out.
    boolean soundAlone() {
        return this == AUDIO;
    }

    /// Whether this one of the people has a camera.
    boolean isSeen(int person) {
        return picture != null && (person == 0 || !passthrough());
    }

    /// Only with a GPL build of the libraries.
    boolean needsGpl() {
        return !video.encoder().equals(OPENH264);
    }

    /// Whether what comes out is called as enhanced RTMP does, which FFmpeg reads from 6.1 on.
    boolean enhanced() {
        return video.encoder().equals(HEVC);
    }

    /// Frames per second that have to come out.
    int framesOut() {
        return passthrough() ? FRAMES_IN : video.framesPerSecond();
    }

    /// Processor seconds for a minute of output.
    double targetCpuSeconds() {
        return targetCpuSeconds;
    }

    /// The same where it is replayed as fast as it goes, 0 where it is not.
    double offlineTarget() {
        return switch (this) {
            case GRID -> 22;
            case GRID_X264 -> 15;
            case FULL_HD, FULL_HD_X264 -> 45;
            case GRID_HEVC, STILL, PASSTHROUGH, AUDIO -> 0;
        };
    }

    /// Where the first one's flash is seen, in parts of the picture: four share it, one has it all.
    double flashPlace() {
        return passthrough() ? 0.5 : 0.25;
    }

    Codec codec() {
        return passthrough() ? Codec.H264 : Codec.VP8;
    }
}
