package io.sluice.bench.replay;

import io.sluice.bench.server.LocalEndpoint;
import io.sluice.rtp.HeaderExtensionType;
import java.util.List;

/// The offer of somebody who only sends, shaped like Chromium's: a microphone, and a camera in
/// three encodings that are told apart by RID alone (RFC 8853).
final class ReplayOffer {
    static final int OPUS = 111;
    static final int VP8 = 96;
    static final int RTX = 97;
    static final String MICROPHONE_MID = "0";
    static final String CAMERA_MID = "1";

    /// The smallest picture first.
    static final List<String> RIDS = List.of("q", "h", "f");

    static final int AUDIO_LEVEL = 1;
    static final int ABS_SEND_TIME = 2;
    static final int TRANSPORT_CC = 3;
    static final int MID = 4;
    static final int RID = 10;
    static final int REPAIRED_RID = 11;

    private final LocalEndpoint endpoint;
    private final StringBuilder text = new StringBuilder();

    private ReplayOffer(LocalEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    static String offer(LocalEndpoint endpoint, String cname) {
        return new ReplayOffer(endpoint).write(cname);
    }

    private String write(String cname) {
        line("v=0");
        line("o=- 1 1 IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        line("a=group:BUNDLE " + MICROPHONE_MID + " " + CAMERA_MID);
        line("a=extmap-allow-mixed");
        begin("audio", MICROPHONE_MID, String.valueOf(OPUS));
        extension(AUDIO_LEVEL, HeaderExtensionType.AUDIO_LEVEL);
        line("a=rtpmap:" + OPUS + " opus/48000/2");
        line("a=fmtp:" + OPUS + " minptime=10;useinbandfec=1");
        line("a=rtcp-fb:" + OPUS + " transport-cc");
        line("a=ssrc:" + endpoint.audioSsrc() + " cname:" + cname);
        begin("video", CAMERA_MID, VP8 + " " + RTX);
        extension(RID, HeaderExtensionType.RID);
        extension(REPAIRED_RID, HeaderExtensionType.REPAIRED_RID);
        line("a=rtpmap:" + VP8 + " VP8/90000");
        List.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
                .forEach(feedback -> line("a=rtcp-fb:" + VP8 + " " + feedback));
        line("a=rtpmap:" + RTX + " rtx/90000");
        line("a=fmtp:" + RTX + " apt=" + VP8);
        RIDS.forEach(rid -> line("a=rid:" + rid + " send"));
        line("a=simulcast:send " + String.join(";", RIDS));
        return text.toString();
    }

    private void begin(String media, String mid, String formats) {
        line("m=" + media + " 9 UDP/TLS/RTP/SAVPF " + formats);
        line("c=IN IP4 0.0.0.0");
        line("a=ice-ufrag:" + endpoint.ufrag());
        line("a=ice-pwd:" + endpoint.password());
        line("a=fingerprint:sha-256 " + endpoint.fingerprint());
        line("a=setup:actpass");
        line("a=mid:" + mid);
        line("a=sendonly");
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        extension(ABS_SEND_TIME, HeaderExtensionType.ABS_SEND_TIME);
        extension(TRANSPORT_CC, HeaderExtensionType.TRANSPORT_WIDE_CC);
        extension(MID, HeaderExtensionType.MID);
    }

    private void extension(int id, HeaderExtensionType type) {
        line("a=extmap:" + id + " " + type.uri());
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
