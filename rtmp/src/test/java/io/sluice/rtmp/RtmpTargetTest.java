package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RtmpTargetTest {
    private static RtmpTarget target(String url, String key) {
        return RtmpTarget.parse(url, key).orElseThrow();
    }

    @Test
    void theLastSegmentIsTheKey() {
        RtmpTarget target = target("rtmp://live.example/app/instance/k?a=b", "");
        assertEquals(new RtmpTarget(false, "live.example", 1935, "app/instance", "k?a=b"), target);
        assertEquals("rtmp://live.example/app/instance", target.connectUrl());
    }

    @Test
    void aKeyOfItsOwnLeavesThePathToTheApplication() {
        RtmpTarget target = target("RTMPS://[2001:db8::1]:8443/rtmp/", "key/with/slashes");
        assertEquals(new RtmpTarget(true, "2001:db8::1", 8443, "rtmp", "key/with/slashes"), target);
        assertEquals("rtmps://[2001:db8::1]:8443/rtmp", target.connectUrl());
        assertEquals(443, target("rtmps://a.example/app/k", "").port());
    }

    @Test
    void theKeyIsNeverShown() {
        assertFalse(target("rtmp://a.example/app/geheim", "").toString().contains("geheim"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://a.example/app/k",
                "file:///etc/passwd",
                "rtmp:///app/k",
                "rtmp://a.example",
                "rtmp://a.example/",
                "rtmp://a.example/app",
                "rtmp://a.example/app/",
                "rtmp://a.example/app/?k=v",
                "rtmp://user:pw@a.example/app/k",
                "rtmp://a.example/app/k#f",
                "rtmp://a.example:0/app/k",
                "rtmp://a.example:99999/app/k",
                "rtmp://a b/app/k",
                "rtmp://a.example/app/k\nrtmp://b"
            })
    void whatIsNoTargetIsRefused(String url) {
        assertTrue(RtmpTarget.parse(url, "").isEmpty());
    }

    @Test
    void aKeyWithControlCharactersIsRefused() {
        assertTrue(RtmpTarget.parse("rtmp://a.example/app", "k\u0000").isEmpty());
        assertTrue(RtmpTarget.parse("rtmp://a.example/app", "x".repeat(3_000)).isEmpty());
    }
}
