package io.sluice.signaling.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import org.junit.jupiter.api.Test;

/// How large an offer may be, to the byte and to the section.
class SdpLimitsTest {
    private static final String HEAD = "v=0\r\n";
    private static final String SECTION = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

    private static ErrorCode refusal(String sdp) {
        return assertThrows(RejectedException.class, () -> SdpText.parse(sdp)).code();
    }

    @Test
    void eightySectionsAreTakenAndOneMoreIsNot() {
        assertEquals(80, SdpText.parse(HEAD + SECTION.repeat(80)).media().size());
        assertEquals(ErrorCode.TOO_MANY_STREAMS, refusal(HEAD + SECTION.repeat(81)));
    }

    @Test
    void aSectionHasABoundedNumberOfLines() {
        String lines = "a=extmap:1 urn:x\r\n".repeat(1_024);
        assertEquals(1, SdpText.parse(HEAD + lines + SECTION + lines).media().size());
        assertEquals(ErrorCode.BAD_SDP, refusal(HEAD + lines + "a=x\r\n" + SECTION));
        assertEquals(ErrorCode.BAD_SDP, refusal(HEAD + SECTION + lines + "a=x\r\n"));
    }

    @Test
    void halfAMegabyteIsTakenAndOneByteMoreIsNot() {
        String line = "a=" + "x".repeat(512 * 1024 - HEAD.length() - 2);
        assertEquals(0, SdpText.parse(HEAD + line).media().size());
        assertEquals(ErrorCode.TOO_LARGE, refusal(HEAD + line + "x"));
    }

    /// Two bytes each, though one character in Java.
    @Test
    void bytesCountAndNotCharacters() {
        assertEquals(ErrorCode.TOO_LARGE, refusal(HEAD + "a=" + "é".repeat(256 * 1024)));
    }
}
