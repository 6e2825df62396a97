package io.sluice.bench.sdp;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.LocalEndpoint;
import io.sluice.bench.server.Picture;
import io.sluice.bench.server.ReceiveFormat;
import io.sluice.bench.server.SendFormat;
import io.sluice.sfu.api.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The offer of a generated participant, shaped like Chromium's: what it sends, then its slots.
public final class OfferWriter {
    static final int OPUS = 111;
    static final int VP8 = 96;
    static final int RTX = 97;
    private static final int LEVEL = 1;
    private static final int SEND_TIME = 2;
    private static final int TRANSPORT_CC = 3;
    private static final int MID = 4;
    private static final int RID = 10;

    /// The section of the microphone.
    public static final String MICROPHONE_MID = "0";

    /// The section of the camera.
    public static final String CAMERA_MID = "1";

    private final JoinRequest request;
    private final LocalEndpoint endpoint;
    private final StringBuilder sections = new StringBuilder();
    private final List<String> mids = new ArrayList<>();

    private OfferWriter(JoinRequest request, LocalEndpoint endpoint) {
        this.request = request;
        this.endpoint = endpoint;
    }

    /// Says what the participant sends and receives on this endpoint.
    public static String offer(JoinRequest request, LocalEndpoint endpoint) {
        return new OfferWriter(request, endpoint).write();
    }

    /// How this offer lets the participant send.
    public static SendFormat sendFormat(JoinRequest request) {
        return request.sendsAudio() || request.sendsVideo()
                ? new SendFormat(
                        OPUS,
                        VP8,
                        SEND_TIME,
                        TRANSPORT_CC,
                        LEVEL,
                        MID,
                        request.simulcast() ? RID : 0,
                        MICROPHONE_MID,
                        CAMERA_MID)
                : SendFormat.NOTHING;
    }

    /// How packets look that come to this offer.
    public static ReceiveFormat receiveFormat(JoinRequest request) {
        return request.receivesAudio() + request.receivesVideo() > 0
                ? new ReceiveFormat(
                        Map.of(OPUS, MediaKind.AUDIO, VP8, MediaKind.VIDEO), TRANSPORT_CC)
                : ReceiveFormat.NOTHING;
    }

    private String write() {
        if (request.sendsAudio()) {
            audio(MICROPHONE_MID, "sendonly");
            source(endpoint.audioSsrc());
        }
        if (request.sendsVideo()) {
            video(CAMERA_MID, "sendonly");
            if (request.simulcast()) {
                encodings(); // their SSRCs say themselves who they are
            } else {
                source(endpoint.videoSsrc());
            }
        }
        for (int slot = 0; slot < request.receivesAudio(); slot++) {
            audio("a" + slot, "recvonly");
        }
        for (int slot = 0; slot < request.receivesVideo(); slot++) {
            video("v" + slot, "recvonly");
        }
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE "
                + String.join(" ", mids)
                + "\r\na=extmap-allow-mixed\r\n"
                + sections;
    }

    private void audio(String mid, String direction) {
        begin("audio", mid, direction, String.valueOf(OPUS));
        line("a=rtpmap:" + OPUS + " opus/48000/2");
        line("a=fmtp:" + OPUS + " minptime=10;useinbandfec=1");
        line("a=rtcp-fb:" + OPUS + " transport-cc");
        line("a=extmap:" + LEVEL + " " + Extensions.AUDIO_LEVEL);
    }

    private void video(String mid, String direction) {
        begin("video", mid, direction, VP8 + " " + RTX);
        line("a=rtpmap:" + VP8 + " VP8/90000");
        for (String feedback :
                List.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")) {
            line("a=rtcp-fb:" + VP8 + " " + feedback);
        }
        line("a=rtpmap:" + RTX + " rtx/90000");
        line("a=fmtp:" + RTX + " apt=" + VP8);
    }

    private void encodings() {
        List<String> rids = Picture.SIMULCAST.stream().map(Picture::rid).toList();
        line("a=extmap:" + RID + " " + Extensions.RID);
        rids.forEach(rid -> line("a=rid:" + rid + " send"));
        line("a=simulcast:send " + String.join(";", rids));
    }

    private void begin(String media, String mid, String direction, String formats) {
        mids.add(mid);
        line("m=" + media + " 9 UDP/TLS/RTP/SAVPF " + formats);
        line("c=IN IP4 0.0.0.0");
        line("a=ice-ufrag:" + endpoint.ufrag());
        line("a=ice-pwd:" + endpoint.password());
        line("a=fingerprint:sha-256 " + endpoint.fingerprint());
        line("a=setup:actpass");
        line("a=mid:" + mid);
        line("a=" + direction);
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        line("a=extmap:" + SEND_TIME + " " + Extensions.ABS_SEND_TIME);
        line("a=extmap:" + TRANSPORT_CC + " " + Extensions.TRANSPORT_CC);
        line("a=extmap:" + MID + " " + Extensions.MID);
    }

    private void source(long ssrc) {
        line("a=ssrc:" + ssrc + " cname:" + request.participant());
    }

    private void line(String text) {
        sections.append(text).append("\r\n");
    }
}
