package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DestinationUrlTest {
    @Test
    void rtmpAndRtmpsAreTaken() {
        DestinationUrl url =
                DestinationUrl.parse("rtmps://live.example/app", "k-a1b2").orElseThrow();
        assertEquals("live.example", url.host());
        assertEquals("rtmps://live.example/app/••••", url.shown());
    }

    private static SrtTarget srt(String url, String key) {
        return ((DestinationUrl.Srt) DestinationUrl.parse(url, key).orElseThrow()).target();
    }

    @Test
    void theOptionsOfSrtAreParsedByUs() {
        String url =
                "srt://a.example:9000?streamid=%23!::r=live,m=publish&passphrase=0123+456789&latency=500&mode=caller&pbkeylen=32";
        SrtTarget parsed = srt(url, "");
        assertEquals(
                new SrtTarget("a.example", 9000, "#!::r=live,m=publish", "0123+456789", 32, 500),
                parsed);
        assertEquals(
                new SrtTarget("fd00::1", 9000, "", "", 16, 200), srt("srt://[fd00::1]:9000/", ""));
        assertFalse(parsed.toString().contains("456789"));
        assertFalse(new DestinationUrl.Srt(parsed).shown().contains("publish"));
    }

    @Test
    void theStreamIdOfSrtIsItsKey() {
        DestinationUrl url =
                DestinationUrl.parse(
                                "SRT://a.example:9000?streamid=a/b%26c&passphrase=0123456789%20é",
                                "")
                        .orElseThrow();
        assertEquals("a/b&c", url.key());
        assertFalse(url.url().contains("a/b"));
        assertEquals(url, DestinationUrl.parse(url.url(), url.key()).orElseThrow());
        assertEquals("x y", srt("srt://a.example:9000", " x y ").streamId());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "srt://a.example, needs a server and a port",
        "srt://a.example:9000/path, needs a server and a port",
        "srt://u@a.example:9000, needs a server and a port",
        "srt://a.example:0, needs a server and a port",
        "srt://a.example:9000?mode=listener, as the caller only",
        "srt://a.example:9000?passphrase=short, 10 to 79",
        "srt://a.example:9000?latency=9, 20 to 8000",
        "srt://a.example:9000?latency=x, 20 to 8000",
        "srt://a.example:9000?latency=8001, 20 to 8000",
        "srt://a.example:9000?latency=99999999999, 20 to 8000",
        "srt://a.example:9000?pbkeylen=15, 24 or 32",
        "srt://a.example:9000?streamid=a&streamid=b, twice",
        "srt://a.example:9000?streamid=a%0ab, none of control",
        "srt://a.example:9000?streamid=#!::r=a, %23",
        "srt://a.example:9000?listen_timeout=1, only streamid",
        "srt://a.example:9000?, only streamid",
        "srt://a.example:9000?streamid=%zz, % and two",
        "srt://a b.example:9000, % and two"
    })
    void whatIsWrongWithSrtIsSaid(String url, String words) {
        assertRefused(url, "", words);
    }

    private static void assertRefused(String url, String key, String words) {
        assertTrue(DestinationUrl.parse(url, key).isEmpty());
        String why = ((SrtUrl.Bad) SrtUrl.read(url, key)).why();
        assertTrue(why.contains(words), why);
    }

    @Test
    void theLengthsOfSrtsSecretsAreBounded() {
        String url = "srt://a.example:9000";
        assertEquals(512, srt(url, "x".repeat(512)).streamId().length());
        assertRefused(url, "x".repeat(513), "512");
        assertRefused(url, "é".repeat(257), "512");
        assertEquals(79, srt(url + "?passphrase=" + "x".repeat(79), "").passphrase().length());
        assertRefused(url + "?passphrase=" + "x".repeat(80), "", "79");
        assertRefused(url + "?streamid=a", "b", "once is enough");
        assertRefused(url, "x".repeat(3_000), "too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp://a.example:9000",
                "file:///tmp/x.flv",
                "http://a.example/",
                "rtmp://a.example/app",
                ""
            })
    void everythingElseIsRefused(String url) {
        assertTrue(DestinationUrl.parse(url, "").isEmpty());
    }
}
