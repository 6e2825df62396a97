package io.sluice.bench.egress;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How long pictures take from the last packet of them that a worker is handed to the whole picture
/// at the RTMP server, seen by flashes in what was received.
final class Delays {
    /// A pixel between the black of the box and the white of a flash.
    private static final int BRIGHT = 128;

    /// What takes longer belongs to another flash.
    private static final long MOST_NANOS = 550_000_000;

    private Delays() {}

    /// The brightness of each picture in a file, where the flash is.
    ///
    /// @param place of the flash, in parts of the width and the height
    /// @param decoder that can read the file
    static byte[] brightness(Path file, double place, Ffmpeg decoder)
            throws IOException, InterruptedException {
        String crop = "crop=16:16:iw*%s-8:ih*%s-8,scale=1:1,format=gray".formatted(place, place);
        return decoder.run(
                List.of(
                        "-i",
                        file.toString(),
                        "-an",
                        "-vf",
                        crop,
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "rawvideo",
                        "-"));
    }

    /// Milliseconds, the shortest first: of those flashes that were seen.
    ///
    /// @param sent when each flash was sent, in order
    /// @param received pictures in order
    /// @param brightness of each of them
    static List<Double> millis(
            List<Long> sent, List<RtmpSink.Picture> received, byte[] brightness) {
        List<Double> delays = new ArrayList<>();
        int next = 0;
        for (int i = 1; i < received.size(); i++) {
            boolean begins = bright(brightness[i]) && !bright(brightness[i - 1]);
            long arrival = received.get(i).nanos();
            while (begins && next < sent.size() && sent.get(next) < arrival - MOST_NANOS) {
                next++; // not seen, or before the program began
            }
            if (begins && next < sent.size() && sent.get(next) < arrival) {
                delays.add((arrival - sent.get(next++)) / 1e6);
            }
        }
        Collections.sort(delays);
        return delays;
    }

    private static boolean bright(byte value) {
        return (value & 0xff) > BRIGHT;
    }

    /// @param sorted not empty
    static double percentile(List<Double> sorted, double percent) {
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}
