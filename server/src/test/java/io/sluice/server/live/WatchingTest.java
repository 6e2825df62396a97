package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.StreamSettings;
import io.sluice.rtmp.MediaCodec;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs of invented frames, watched by real requests.
@Timeout(60)
class WatchingTest {
    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final String ROOM = "高一-3";
    private static final StreamSettings SETTINGS =
            new StreamSettings.Builder()
                    .video(MediaCodec.AVC, new byte[] {1, 0x64, 0, 0x1f, -1}, 640, 360)
                    .audio(new byte[] {0x11, (byte) 0x90}, 48_000, 2)
                    .rates(30, 500_000, 64_000)
                    .build();

    private final AtomicLong seconds = new AtomicLong();
    private final Watching watching =
            new Watching(
                    new Capability(new byte[32]),
                    2,
                    () -> START.plusSeconds(seconds.get()),
                    () -> Duration.ofSeconds(seconds.get()).toNanos());
    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector = new ServerConnector(server);
    private final HttpClient client = HttpClient.newHttpClient();
    private ProgramViewing.Screen screen;

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(new HlsHandler(watching), new FlvHandler(watching)));
        server.start();
        screen = watching.open(ROOM);
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdownNow();
        client.close();
        server.stop();
    }

    /// Pictures of a program with a keyframe each second.
    private void feed(int fromPicture, int toPicture) {
        for (int i = fromPicture; i < toPicture; i++) {
            long nanos = i * 100_000_000L / 3;
            byte[] bytes = {0, 0, 0, 1, (byte) (i % 30 == 0 ? 0x65 : 0x41)};
            screen.frames().onFrame(EncodedFrame.video(nanos, nanos, i % 30 == 0, bytes, SETTINGS));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + connector.getLocalPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private String address() {
        return Objects.requireNonNull(screen.watch());
    }

    /// The address that a playlist names, as the playlist's own reader resolves it.
    private static String named(String from, String playlist, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(playlist);
        assertTrue(matcher.find(), playlist);
        return from.substring(0, from.lastIndexOf('/') + 1) + matcher.group();
    }

    @Test
    void aPlayerFindsEverythingByTheAddressesItIsGiven() throws Exception {
        feed(0, 45);
        var main = get(address());
        assertEquals(200, main.statusCode(), main.body());
        assertEquals("application/vnd.apple.mpegurl", header(main, "content-type"));
        assertEquals("no-store", header(main, "cache-control"));
        assertEquals("*", header(main, "access-control-allow-origin"));

        String mediaAddress = named(address(), main.body(), "live.m3u8\\S+");
        var media = get(mediaAddress);
        assertEquals(200, media.statusCode(), media.body());
        assertEquals("no-store", header(media, "cache-control"));

        for (String name : new String[] {"init0\\.mp4[^\"]+", "s0\\.m4s\\S+", "s1\\.0[^\"]+"}) {
            var piece = get(named(mediaAddress, media.body(), name));
            assertEquals(200, piece.statusCode(), name);
            assertEquals("video/mp4", header(piece, "content-type"));
            assertTrue(header(piece, "cache-control").contains("immutable"));
        }
    }

    @Test
    void whatComesNextIsWaitedFor() throws Exception {
        feed(0, 45);
        String media = named(address(), get(address()).body(), "live.m3u8\\S+");
        var waiting =
                client.sendAsync(
                        request(media + "&_HLS_msn=1&_HLS_part=1").build(),
                        BodyHandlers.ofString());
        CompletableFuture<Optional<String>> hinted =
                client.sendAsync(
                                request(media.replace("live.m3u8", "s1.1.m4s")).build(),
                                BodyHandlers.ofString())
                        .thenApply(answer -> answer.headers().firstValue("content-length"));
        feed(45, 52);
        assertTrue(waiting.get(20, TimeUnit.SECONDS).body().contains("s1.1.m4s"));
        assertTrue(hinted.get(20, TimeUnit.SECONDS).isPresent());
    }

    @Test
    void nobodyWatchesWithoutTheRight() throws Exception {
        feed(0, 45);
        String path = address().substring(0, address().indexOf('?'));
        String right = address().substring(address().indexOf('?'));
        for (String other : new String[] {"", "?t=", "?t=AAAA", right + "A", "?t=%00"}) {
            assertEquals(403, get(path + other).statusCode(), other);
            assertEquals(403, get(path.replace("index", "live") + other).statusCode(), other);
            assertEquals(403, get(path.replace("index.m3u8", "s0.m4s") + other).statusCode());
        }
        assertEquals(403, get("/hls/other/index.m3u8" + right).statusCode());
        assertEquals(403, get("/flv/other.flv" + right).statusCode());
        seconds.addAndGet(Watching.VALIDITY.toSeconds());
        assertEquals(403, get(path + right).statusCode());
        assertEquals(200, get(address()).statusCode(), "a new address");
    }

    @Test
    void theAddressStaysTheSameForHalfItsTime() {
        String first = address();
        seconds.addAndGet(Watching.VALIDITY.toSeconds() / 2);
        assertEquals(first, address());
        seconds.addAndGet(1);
        assertNotEquals(first, address());
        screen.close();
        assertNull(screen.watch());
    }

    @Test
    void requestsThatMakeNoSenseAreRefused() throws Exception {
        feed(0, 45);
        String media = named(address(), get(address()).body(), "live.m3u8\\S+");
        for (String query :
                new String[] {"_HLS_msn=x", "_HLS_msn=-1", "_HLS_part=1", "_HLS_msn=1e9"}) {
            assertEquals(400, get(media + "&" + query).statusCode(), query);
        }
        assertEquals(400, get(media + "&_HLS_msn=99").statusCode());
        for (String name : new String[] {"s99.m4s", "init9.mp4", "s0.mp4", "x", ""}) {
            assertEquals(404, get(media.replace("live.m3u8", name)).statusCode(), name);
        }
        var post = request(address()).POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertEquals(405, client.send(post, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aPageOfAnotherHostMayAskFirst() throws Exception {
        var ask = request(address()).method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        var answer = client.send(ask.build(), BodyHandlers.ofString());
        assertEquals(204, answer.statusCode());
        assertEquals("*", header(answer, "access-control-allow-origin"));
        assertEquals("cross-origin", header(answer, "cross-origin-resource-policy"));
    }

    @Test
    void thereAreNeverMoreViewersThanAllowed() throws Exception {
        feed(0, 45);
        String first = named(address(), get(address()).body(), "live.m3u8\\S+");
        assertEquals(200, get(address()).statusCode());
        var third = get(address());
        assertEquals(503, third.statusCode());
        assertEquals("5", header(third, "retry-after"));
        assertEquals(503, get(flv()).statusCode());
        assertEquals(200, get(first).statusCode(), "who watches goes on");
        assertEquals(2, screen.viewers());
        assertEquals(2, watching.viewerCount());
        seconds.addAndGet(16);
        assertEquals(0, screen.viewers());
        assertEquals(200, get(address()).statusCode(), "the others went away");
        assertEquals(1, watching.viewerCount());
    }

    @Test
    void whoNamesThemselvesAreOneViewerAndWhoMakeTheProgramAreNone() throws Exception {
        feed(0, 45);
        for (int i = 0; i < 3; i++) {
            var main = get(address() + "&v=anna-1");
            assertEquals(200, main.statusCode());
            assertTrue(main.body().contains("&v=anna-1"), main.body());
        }
        assertEquals(1, screen.viewers());
        assertEquals(200, get(address() + "&v=preview-1").statusCode());
        assertEquals(1, screen.viewers());
        assertEquals(503, get(address() + "&v=ben-1").statusCode(), "a preview has a place too");
        assertFalse(get(address() + "&v=anna-1%0A%23x").body().contains("#x"));
    }

    @Test
    void aProgramThatEndedEndsItsPlaylistsAndTheNextHasOtherAddresses() throws Exception {
        feed(0, 45);
        String before = address();
        String media = named(before, get(before).body(), "live.m3u8\\S+");
        screen.close();
        assertTrue(get(media).body().endsWith("#EXT-X-ENDLIST\n"));
        assertEquals(204, get(before).statusCode());
        assertEquals(404, get(flv(before)).statusCode());

        screen = watching.open(ROOM);
        feed(0, 45);
        assertEquals(404, get(media).statusCode());
        assertEquals(404, get(media.replace("live.m3u8", "s0.m4s")).statusCode());
        assertEquals(200, get(before).statusCode(), "the right is the room's");
    }

    @Test
    void whoComesEarlyIsToldToWait() throws Exception {
        String address = address();
        screen.close();
        assertEquals(204, get(address).statusCode());
        assertEquals("no-store", header(get(address), "cache-control"));
    }

    private String flv() {
        return flv(address());
    }

    private static String flv(String address) {
        return address.replace("/hls/", "/flv/").replace("/index.m3u8", ".flv");
    }

    @Test
    void aViewerByFlvGetsTheProgramFromTheLastKeyframeToItsEnd() throws Exception {
        feed(0, 45);
        HttpResponse<InputStream> answer =
                client.send(request(flv()).build(), BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        assertEquals("video/x-flv", header(answer, "content-type"));
        feed(45, 60);
        screen.close();
        try (InputStream body = answer.body()) {
            byte[] all = body.readAllBytes();
            assertEquals("FLV", new String(all, 0, 3, StandardCharsets.US_ASCII));
            assertTrue(all.length > 30 * 20, all.length + " bytes");
        }
    }

    @Test
    void aPlayerOfTheRtmpPortNeedsTheRightToo() {
        feed(0, 45);
        String right = address().substring(address().indexOf('?'));
        assertTrue(watching.play("live", ROOM).isEmpty());
        assertTrue(watching.play("live", ROOM + "?t=AAAA").isEmpty());
        assertTrue(watching.play("other", ROOM + right).isEmpty());
        assertTrue(watching.play("live", "%zz" + right).isEmpty());
        assertTrue(watching.play("live", ROOM + right).isPresent());
        assertTrue(watching.play("live", "%E9%AB%98%E4%B8%80-3" + right).isPresent());
        assertTrue(watching.play("live", ROOM + right).isEmpty(), "two are enough");
        assertEquals(2, screen.viewers());
        assertFalse(watching.find(ROOM).isEmpty());
    }
}
