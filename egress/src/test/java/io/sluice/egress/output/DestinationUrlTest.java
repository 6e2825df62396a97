package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DestinationUrlTest {
    @Test
    void rtmpAndRtmpsAreTaken() {
        DestinationUrl url =
                DestinationUrl.parse("rtmps://live.example/app", "k-a1b2").orElseThrow();
        assertEquals("live.example", url.host());
        assertEquals("rtmps://live.example/app/••••", url.shown());
    }

    @Test
    void theOptionsOfSrtAreParsedByUs() {
        String url =
                "srt://a.example:9000?streamid=%23!::r=live,m=publish&passphrase=0123+456789&latency=500&mode=caller";
        DestinationUrl parsed = DestinationUrl.parse(url, "").orElseThrow();
        assertEquals(
                new DestinationUrl.Srt(
                        new SrtTarget(
                                "a.example", 9000, "#!::r=live,m=publish", "0123+456789", 16, 500)),
                parsed);
        assertFalse(parsed.toString().contains("456789"));
        assertFalse(parsed.shown().contains("publish"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srt://a.example",
                "srt://a.example:9000/path",
                "srt://a.example:9000?mode=listener",
                "srt://a.example:9000?passphrase=short",
                "srt://a.example:9000?latency=9",
                "srt://a.example:9000?latency=x",
                "srt://a.example:9000?pbkeylen=15",
                "srt://a.example:9000?streamid=a&streamid=b",
                "srt://a.example:9000?streamid=a%0ab",
                "srt://a.example:9000?listen_timeout=1",
                "srt://a.example:9000?streamid=%zz",
                "srt://u@a.example:9000",
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
