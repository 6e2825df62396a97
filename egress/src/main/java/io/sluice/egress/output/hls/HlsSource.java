package io.sluice.egress.output.hls;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameSink;
import io.sluice.egress.output.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program as HLS and low-latency HLS from memory: takes frames on one side, answers requests on
/// the other; a request for what comes next waits for it (RFC 8216bis §6.2.5.2). Safe for all
/// threads.
public final class HlsSource implements FrameSink {
    /// The name of the multivariant playlist, which players are given.
    public static final String MAIN_PLAYLIST = HlsPlaylist.MAIN;

    /// The name of the media playlist.
    public static final String MEDIA_PLAYLIST = HlsPlaylist.MEDIA;

    private static final Pattern NAME =
            Pattern.compile("(init|s)([0-9]{1,12})(?:\\.([0-9]{1,4}))?\\.(mp4|m4s)");

    private final HlsStream stream;
    private final HlsSegmenter segmenter;

    /// Begins with the next keyframe.
    public HlsSource(HlsSettings settings) {
        stream = new HlsStream(settings);
        segmenter = new HlsSegmenter(stream);
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        synchronized (stream) {
            if (!stream.ended() && segmenter.add(frame)) {
                stream.notifyAll();
            }
        }
    }

    /// The program is over: playlists end, requests that wait are answered.
    public void end() {
        synchronized (stream) {
            if (!stream.ended()) {
                segmenter.end();
                stream.notifyAll();
            }
        }
    }

    /// The multivariant playlist; nothing as long as there is no program.
    ///
    /// @param query what its addresses end in, empty or from `?` on, of characters that need no
    ///   escape
    public Optional<byte[]> mainPlaylist(String query, long waitMillis)
            throws InterruptedException {
        synchronized (stream) {
            await(() -> segmenter.settings() != null, waitMillis);
            StreamSettings settings = segmenter.settings();
            return settings == null
                    ? Optional.empty()
                    : Optional.of(ascii(HlsPlaylist.main(settings, query)));
        }
    }

    /// The media playlist as soon as it has the segment `_HLS_msn` and its part `_HLS_part`, each
    /// -1 when it was not asked for; as it is when that does not come in time. Nothing for a
    /// request that makes no sense, which is answered 400.
    ///
    /// @param query as of [#mainPlaylist]
    public Optional<byte[]> mediaPlaylist(String query, long number, int part, long waitMillis)
            throws InterruptedException {
        synchronized (stream) {
            await(() -> stream.decide(number, part) != HlsStream.Decision.WAIT, waitMillis);
            return stream.decide(number, part) == HlsStream.Decision.REFUSE
                    ? Optional.empty()
                    : Optional.of(ascii(HlsPlaylist.media(stream, query)));
        }
    }

    /// A beginning, segment or part by its name in the playlist; one that was hinted at is waited
    /// for. Nothing, which is answered 404, when it is gone or was never named.
    public Optional<byte[]> resource(String name, long waitMillis) throws InterruptedException {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(2));
        String part = matcher.group(3);
        boolean beginning = matcher.group(1).equals("init");
        if (beginning != matcher.group(4).equals("mp4") || (beginning && part != null)) {
            return Optional.empty();
        }
        synchronized (stream) {
            if (beginning) {
                return stream.initialization((int) Math.min(number, Integer.MAX_VALUE));
            }
            if (part == null) {
                return stream.segment(number);
            }
            int index = Integer.parseInt(part);
            if (stream.isComing(number, index)) {
                await(() -> !stream.isComing(number, index), waitMillis);
            }
            return stream.part(number, index);
        }
    }

    /// Whether the program is over.
    public boolean isEnded() {
        synchronized (stream) {
            return stream.ended();
        }
    }

    private void await(BooleanSupplier there, long waitMillis) throws InterruptedException {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        while (!there.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            stream.wait(left);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
