package io.sluice.egress.output.hls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.TestProgram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HlsTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final HlsSource source = new HlsSource(HlsSettings.lowLatency());

    private void feed(int fromFrame, int toFrame) {
        for (int i = fromFrame; i < toFrame; i++) {
            source.onFrame(TestProgram.picture(i * 100L / 3, i % 30 == 0));
        }
    }

    private String media(long number, int part) throws InterruptedException {
        return new String(
                source.mediaPlaylist("", number, part, 0).orElseThrow(), StandardCharsets.US_ASCII);
    }

    @Test
    void theMediaPlaylistIsAsPlayersExpectIt() throws InterruptedException {
        feed(0, 51);
        assertEquals(
                """
                #EXTM3U
                #EXT-X-VERSION:9
                #EXT-X-TARGETDURATION:4
                #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.900
                #EXT-X-PART-INF:PART-TARGET=0.300
                #EXT-X-MEDIA-SEQUENCE:0
                #EXT-X-DISCONTINUITY-SEQUENCE:0
                #EXT-X-MAP:URI="init0.mp4"
                #EXT-X-PART:DURATION=0.30000,URI="s0.0.m4s",INDEPENDENT=YES
                #EXT-X-PART:DURATION=0.30000,URI="s0.1.m4s"
                #EXT-X-PART:DURATION=0.30000,URI="s0.2.m4s"
                #EXT-X-PART:DURATION=0.10000,URI="s0.3.m4s"
                #EXTINF:1.00000,
                s0.m4s
                #EXT-X-PART:DURATION=0.30000,URI="s1.0.m4s",INDEPENDENT=YES
                #EXT-X-PART:DURATION=0.30000,URI="s1.1.m4s"
                #EXT-X-PRELOAD-HINT:TYPE=PART,URI="s1.2.m4s"
                """,
                media(-1, -1));
    }

    @Test
    void theMainPlaylistNamesCodecsSizeAndRate() throws InterruptedException {
        assertTrue(source.mainPlaylist("", 0).isEmpty());
        feed(0, 1);
        String text =
                new String(source.mainPlaylist("", 0).orElseThrow(), StandardCharsets.US_ASCII);
        assertTrue(
                text.endsWith(
                        """
                        BANDWIDTH=3285000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000
                        live.m3u8
                        """),
                text);
    }

    /// Players take over no query of a playlist's address (RFC 3986 §5.2.2).
    @Test
    void everyAddressCarriesTheQuery() throws InterruptedException {
        feed(0, 51);
        String main =
                new String(source.mainPlaylist("?t=x", 0).orElseThrow(), StandardCharsets.US_ASCII);
        String media =
                new String(
                        source.mediaPlaylist("?t=x", -1, -1, 0).orElseThrow(),
                        StandardCharsets.US_ASCII);
        assertTrue(main.endsWith("live.m3u8?t=x\n"), main);
        assertEquals(
                media.split("\\.m(4s|p4)", -1).length, media.split("\\?t=x", -1).length, media);
    }

    @Test
    void oldSegmentsGoAndTheirNumbersStay() throws InterruptedException {
        feed(0, 30 * 20 + 1);
        String text = media(-1, -1);
        assertTrue(text.contains("#EXT-X-MEDIA-SEQUENCE:12\n"), text);
        assertEquals(8, text.split("#EXTINF", -1).length - 1);
        assertFalse(text.contains("s12.0.m4s"));
        assertTrue(text.contains("s19.0.m4s"));
        assertTrue(source.resource("s0.m4s", 0).isEmpty());
        assertTrue(source.resource("s10.m4s", 0).isPresent());
        assertTrue(source.resource("init0.mp4", 0).isPresent());
    }

    @Test
    void aSegmentIsItsParts() throws InterruptedException {
        feed(0, 31);
        byte[] whole = source.resource("s0.m4s", 0).orElseThrow();
        int at = 0;
        for (int part = 0; part < 4; part++) {
            byte[] piece = source.resource("s0." + part + ".m4s", 0).orElseThrow();
            assertArrayEquals(piece, Arrays.copyOfRange(whole, at, at + piece.length));
            at += piece.length;
        }
        assertEquals(whole.length, at);
        assertTrue(source.resource("s1.m4s", 0).isEmpty());
    }

    @Test
    void otherSettingsAreADiscontinuityWithABeginningOfItsOwn() throws InterruptedException {
        feed(0, 15);
        source.onFrame(TestProgram.picture(500, true, TestProgram.settings(640, 360)));
        source.onFrame(TestProgram.picture(840, false, TestProgram.settings(640, 360)));
        String text = media(-1, -1);
        assertTrue(
                text.contains("s0.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init1.mp4\"\n"),
                text);
        assertTrue(source.resource("init1.mp4", 0).isPresent());
    }

    @Test
    void aProgramWithoutKeyframesIsCutAfterFourSecondsAllTheSame() throws InterruptedException {
        source.onFrame(TestProgram.picture(0, true));
        for (int i = 1; i < 150; i++) {
            source.onFrame(TestProgram.picture(i * 100L / 3, false));
        }
        String text = media(-1, -1);
        assertTrue(text.contains("#EXTINF:4.00000,") || text.contains("#EXTINF:3.9"), text);
    }

    @Test
    void aRequestForWhatComesNextWaitsForIt() throws Exception {
        feed(0, 31);
        CompletableFuture<byte[]> playlist =
                CompletableFuture.supplyAsync(
                        () -> waiting(() -> source.mediaPlaylist("", 1, 0, 60_000)), THREADS);
        CompletableFuture<byte[]> part =
                CompletableFuture.supplyAsync(
                        () -> waiting(() -> source.resource("s1.0.m4s", 60_000)), THREADS);
        feed(31, 41);
        assertTrue(new String(playlist.get(), StandardCharsets.US_ASCII).contains("s1.0.m4s"));
        assertArrayEquals(source.resource("s1.0.m4s", 0).orElseThrow(), part.get());
    }

    private interface Request {
        Optional<byte[]> run() throws InterruptedException;
    }

    private static byte[] waiting(Request request) {
        try {
            return request.run().orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestsAreAnsweredHeldOrRefusedByTheirNumbers() {
        HlsStream stream = new HlsStream(HlsSettings.lowLatency());
        HlsSegmenter segmenter = new HlsSegmenter(stream);
        assertEquals(HlsStream.Decision.WAIT, stream.decide(-1, -1));
        for (int i = 0; i < 41; i++) {
            segmenter.add(TestProgram.picture(i * 100L / 3, i % 30 == 0));
        }
        assertEquals(HlsStream.Decision.ANSWER, stream.decide(-1, -1));
        assertEquals(HlsStream.Decision.REFUSE, stream.decide(-1, 0));
        assertEquals(HlsStream.Decision.ANSWER, stream.decide(0, 99));
        assertEquals(HlsStream.Decision.ANSWER, stream.decide(1, 0));
        assertEquals(HlsStream.Decision.WAIT, stream.decide(1, 1));
        assertEquals(HlsStream.Decision.WAIT, stream.decide(1, -1));
        assertEquals(HlsStream.Decision.WAIT, stream.decide(3, 0));
        assertEquals(HlsStream.Decision.REFUSE, stream.decide(4, 0));
        segmenter.end();
        assertEquals(HlsStream.Decision.ANSWER, stream.decide(4, 0));
    }

    @Test
    void theEndIsTold() throws InterruptedException {
        feed(0, 20);
        source.end();
        source.end();
        feed(20, 40);
        String text = media(99, 0);
        assertTrue(text.endsWith("#EXTINF:0.66600,\ns0.m4s\n#EXT-X-ENDLIST\n"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s0",
                "s0.mp4",
                "init0.m4s",
                "init0.0.mp4",
                "s-1.m4s",
                "s0.0.0.m4s",
                "../s0.m4s",
                "s99999999999999.m4s",
                "s1.0.m4s",
                "s9.m4s",
                "init7.mp4",
                "S0.m4s"
            })
    void namesThatWereNeverGivenAreNotFound(String name) throws InterruptedException {
        feed(0, 20);
        assertTrue(source.resource(name, 0).isEmpty());
    }

    @Test
    void aRealProgramIsCutIntoPartsThatAddUp() throws InterruptedException {
        List<EncodedFrame> frames = TestProgram.real();
        frames.forEach(source::onFrame);
        source.end();
        String text = media(-1, -1);
        assertEquals(4, text.split("#EXTINF:", -1).length - 1);
        double sum = 0;
        for (String line : text.lines().filter(each -> each.startsWith("#EXTINF")).toList()) {
            sum += Double.parseDouble(line.substring(8, line.length() - 1));
        }
        assertEquals(4.0, sum, 0.01);
        assertFalse(text.contains("PART-TARGET=0.4"), text);
    }

    @Test
    void lengthsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HlsSettings(1, 10, 100, 8));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HlsSettings(300_000_000, 1_000_000_000, 4_000_000_000L, 2));
    }
}
