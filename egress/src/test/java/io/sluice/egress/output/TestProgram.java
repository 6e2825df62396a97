package io.sluice.egress.output;

import io.sluice.rtmp.FlvBody;
import io.sluice.rtmp.FlvReader;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtmp.RtmpMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Frames for tests: a real program of four seconds, and invented ones.
public final class TestProgram {
    public static final long MILLI = 1_000_000;
    public static final StreamSettings SETTINGS = settings(1280, 720);

    private TestProgram() {}

    public static StreamSettings settings(int width, int height) {
        byte[] record = {1, 0x64, 0, 0x1f, (byte) 0xff, (byte) width};
        return new StreamSettings.Builder()
                .video(MediaCodec.AVC, record, width, height)
                .audio(new byte[] {0x11, (byte) 0x90}, 48_000, 2)
                .rates(30, 2_500_000, 128_000)
                .build();
    }

    public static EncodedFrame picture(long millis, boolean keyframe) {
        return picture(millis, keyframe, SETTINGS);
    }

    public static EncodedFrame picture(long millis, boolean keyframe, StreamSettings settings) {
        byte[] bytes = {0, 0, 0, 1, (byte) (keyframe ? 0x65 : 0x41), (byte) millis};
        return EncodedFrame.video(millis * MILLI, millis * MILLI, keyframe, bytes, settings);
    }

    public static EncodedFrame sound(long millis) {
        return EncodedFrame.audio(millis * MILLI, new byte[] {1, 2, 3}, SETTINGS);
    }

    /// The real program, with the configuration of its encoder.
    public static List<EncodedFrame> real() {
        return frames(resource("/golden/program.flv"));
    }

    /// The frames of an FLV file.
    public static List<EncodedFrame> frames(byte[] flv) {
        List<EncodedFrame> frames = new ArrayList<>();
        StreamSettings[] settings = new StreamSettings[1];
        byte[][] configurations = new byte[2][];
        FlvBody body = new FlvBody();
        new FlvReader(1 << 20)
                .read(
                        flv,
                        0,
                        flv.length,
                        tag -> {
                            boolean video = tag.type() == RtmpMessage.VIDEO;
                            if (!video && tag.type() != RtmpMessage.AUDIO) {
                                return;
                            }
                            boolean sound =
                                    video
                                            ? body.parseVideo(
                                                    tag.payload(), tag.offset(), tag.length())
                                            : body.parseAudio(
                                                    tag.payload(), tag.offset(), tag.length());
                            if (!sound) {
                                throw new IllegalStateException("cut tag");
                            }
                            byte[] rest =
                                    Arrays.copyOfRange(
                                            tag.payload(),
                                            tag.offset() + body.headLength(),
                                            tag.offset() + tag.length());
                            long dts = tag.timestampMillis() * MILLI;
                            switch (body.content()) {
                                case CONFIGURATION -> configurations[video ? 0 : 1] = rest;
                                case FRAME -> {
                                    if (settings[0] == null) {
                                        settings[0] =
                                                new StreamSettings.Builder()
                                                        .video(
                                                                MediaCodec.AVC,
                                                                configurations[0],
                                                                96,
                                                                54)
                                                        .audio(configurations[1], 16_000, 1)
                                                        .rates(15, 24_000, 16_000)
                                                        .build();
                                    }
                                    long pts = dts + body.compositionMillis() * MILLI;
                                    frames.add(
                                            video
                                                    ? EncodedFrame.video(
                                                            dts,
                                                            pts,
                                                            body.keyframe(),
                                                            rest,
                                                            settings[0])
                                                    : EncodedFrame.audio(dts, rest, settings[0]));
                                }
                                case END, OTHER -> {
                                    // Nothing to show.
                                }
                            }
                        });
        return frames;
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(TestProgram.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
