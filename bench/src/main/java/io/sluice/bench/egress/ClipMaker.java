package io.sluice.bench.egress;

import io.sluice.bench.replay.IvfFile;
import io.sluice.bench.replay.OggFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes what is sent with the system's ffmpeg, once for all runs: pictures that move all over,
/// with a flash in the middle, and voices.
final class ClipMaker {
    /// Twice a keyframe in between, and whole flashes.
    private static final int KEYFRAME_FRAMES = 6 * Clip.FLASH_PERIOD;

    private static final int FRAMES = 3 * KEYFRAME_FRAMES;
    private static final int SOUND_SECONDS = 10;

    /// Some 50 dB below full scale, as a room is that is not quite silent.
    private static final String NOISE = "0.01*(random(0)-0.5)";

    /// One for each person, hard ones among them.
    private static final List<String> CONTENTS =
            List.of(
                    "testsrc2=size=%dx%d:rate=%d",
                    "mandelbrot=size=%dx%d:rate=%d",
                    "smptehdbars=size=%dx%d:rate=%d,noise=alls=12:allf=t",
                    "gradients=size=%dx%d:rate=%d:speed=0.02");

    private final Path folder;

    /// @param folder where files stay for the next run
    ClipMaker(Path folder) {
        this.folder = folder;
    }

    /// A camera's picture.
    Clip picture(Clip.Picture picture, int person) throws IOException, InterruptedException {
        boolean h264 = picture == Clip.Picture.CODED;
        Path file = folder.resolve(picture + "-" + person + (h264 ? ".h264" : ".ivf"));
        if (!Files.exists(file)) {
            make(file, source(picture, person), h264 ? h264(picture) : vp8(picture));
        }
        byte[] bytes = Files.readAllBytes(file);
        return new Clip(h264 ? Payloads.h264(bytes) : vp8(bytes));
    }

    private static List<Clip.Frame> vp8(byte[] file) throws IOException {
        List<Clip.Frame> frames = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            IvfFile ivf = IvfFile.parse(arena, file);
            for (int i = 0; i < ivf.frames(); i++) {
                byte[] frame = new byte[ivf.length(i)];
                ivf.copy(i, 0, frame.length, MemorySegment.ofArray(frame), 0);
                frames.add(Payloads.vp8(frame, ivf.isKeyframe(i)));
            }
        }
        return frames;
    }

    /// A microphone's sound.
    Clip sound(int person) throws IOException, InterruptedException {
        Path file = folder.resolve("microphone-" + person + ".opus");
        if (!Files.exists(file)) {
            make(file, voice(person), List.of("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"));
        }
        List<Clip.Frame> packets = new ArrayList<>();
        for (MemorySegment packet : OggFile.parse(Arena.ofAuto(), Files.readAllBytes(file))) {
            packets.add(new Clip.Frame(List.of(packet), true));
        }
        return new Clip(packets);
    }

    private static String source(Clip.Picture picture, int person) {
        String content =
                CONTENTS.get(person % CONTENTS.size())
                        .formatted(picture.width(), picture.height(), Scenario.FRAMES_IN);
        String box = "drawbox=x=iw*7/16:y=ih*7/16:w=iw/8:h=ih/8:t=fill:color=";
        String flashing = "lt(mod(n\\,%d)\\,%d)".formatted(Clip.FLASH_PERIOD, Clip.FLASH_FRAMES);
        return content + "," + box + "black," + box + "white:enable='" + flashing + "'";
    }

    /// A tone that swells like syllables, and what every microphone adds: encoders search long for
    /// what to spend bits on where there is nothing but tones.
    private static String voice(int person) {
        int tone = 180 + 60 * person;
        return "aevalsrc=0.2*(sin(2*PI*%d*t)+0.5*sin(4*PI*%d*t))*(0.5+0.5*sin(8*PI*t))+%s:s=48000:d=%d"
                .formatted(tone, tone, NOISE, SOUND_SECONDS);
    }

    private static List<String> rate(Clip.Picture picture) {
        String rate = picture.kilobits() + "k";
        String all =
                "-frames:v %d -pix_fmt yuv420p -threads 1 -g %d -keyint_min %d -b:v %s -maxrate %s -bufsize %s"
                        .formatted(FRAMES, KEYFRAME_FRAMES, KEYFRAME_FRAMES, rate, rate, rate);
        return List.of(all.split(" ", -1));
    }

    /// As a browser's encoder is set: no picture that refers to a later one.
    private static List<String> vp8(Clip.Picture picture) {
        List<String> options = new ArrayList<>(rate(picture));
        String rest = "-c:v libvpx -deadline realtime -cpu-used 8 -lag-in-frames 0 -auto-alt-ref 0";
        options.addAll(List.of(rest.split(" ", -1)));
        options.addAll(List.of("-f", "ivf"));
        return options;
    }

    private static List<String> h264(Clip.Picture picture) {
        List<String> options = new ArrayList<>(rate(picture));
        String rest = "-c:v libx264 -profile:v baseline -preset veryfast -tune zerolatency -bf 0";
        options.addAll(List.of(rest.split(" ", -1)));
        options.addAll(List.of("-sc_threshold", "0", "-bsf:v", "h264_metadata=aud=insert"));
        options.addAll(List.of("-f", "h264"));
        return options;
    }

    private void make(Path file, String source, List<String> options)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        List<String> command = new ArrayList<>(List.of("-y", "-f", "lavfi", "-i", source));
        command.addAll(options);
        command.add(unfinished.toString());
        byte[] _ = Ffmpeg.ofTheSystem().run(command);
        Files.move(unfinished, file);
    }
}
