package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Both of our sides against captures of real peers.
final class GoldenSessionTest {
    private final ServerEvents events = new ServerEvents();
    private final RtmpServerConnection server = new RtmpServerConnection(Golden.random(1), 0);

    private void feedServer(byte[] bytes) {
        for (byte each : bytes) {
            server.onBytes(new byte[] {each}, 0, 1, 0, events);
            if (server.state() == RtmpServerConnection.State.PUBLISH_ASKED
                    || server.state() == RtmpServerConnection.State.PLAY_ASKED) {
                server.accept(0);
            }
            server.onSent();
        }
        assertNull(server.error());
    }

    @Test
    void ourServerUnderstandsAPublisher() {
        feedServer(Golden.bytes("publish-client.bin"));
        assertEquals("publish live/golden", events.asked.getFirst());
        assertEquals("end", events.asked.getLast());
        FlvBody body = new FlvBody();
        int keyframes = 0;
        int pictures = 0;
        int sounds = 0;
        for (int i = 0; i < events.media.size(); i++) {
            byte[] bytes = events.media.get(i);
            if (events.types.get(i) == RtmpMessage.VIDEO) {
                assertTrue(body.parseVideo(bytes, 0, bytes.length));
                assertEquals(MediaCodec.AVC, body.codec());
                pictures += body.content() == FlvBody.Content.FRAME ? 1 : 0;
                keyframes += body.content() == FlvBody.Content.FRAME && body.keyframe() ? 1 : 0;
            } else if (events.types.get(i) == RtmpMessage.AUDIO) {
                assertTrue(body.parseAudio(bytes, 0, bytes.length));
                assertEquals(MediaCodec.AAC, body.codec());
                sounds += body.content() == FlvBody.Content.FRAME ? 1 : 0;
            }
        }
        assertEquals(15, pictures);
        assertEquals(2, keyframes);
        assertTrue(sounds >= 23, sounds + " sounds");
    }

    @Test
    void ourServerUnderstandsAPlayer() {
        feedServer(Golden.bytes("play-client.bin"));
        assertEquals("play live/golden", events.asked.getFirst());
    }

    @Test
    void ourClientUnderstandsTheServerOfAPublisher() {
        RtmpTarget target = RtmpTarget.parse("rtmp://a.example/live/golden", "").orElseThrow();
        RtmpClient client = new RtmpClient(target, List.of(), Golden.random(1), 0);
        byte[] bytes = Golden.bytes("publish-server.bin");
        for (byte each : bytes) {
            client.onBytes(new byte[] {each}, 0, 1);
        }
        assertNull(client.error());
        // The capture ends with nginx taking leave of the publisher.
        assertTrue(
                client.state() == RtmpClient.State.PUBLISHING
                        || client.state() == RtmpClient.State.ENDED);
    }

    @Test
    void theStreamOfARealServerIsRead() {
        byte[] bytes = Golden.chunks("play-server.bin");
        int[] counts = new int[32];
        RtmpError error =
                new ChunkReader(1 << 20)
                        .read(
                                bytes,
                                0,
                                bytes.length,
                                message -> {
                                    counts[message.type()]++;
                                    return null;
                                });
        assertNull(error);
        assertTrue(counts[RtmpMessage.VIDEO] > 3);
        assertTrue(counts[RtmpMessage.AUDIO] > 3);
        assertTrue(counts[RtmpMessage.DATA] >= 1);
        assertEquals(1, counts[RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE]);
    }

    @Test
    void theMetadataOfARealEncoderIsRead() {
        feedServer(Golden.bytes("publish-client.bin"));
        byte[] data = events.media.get(events.types.indexOf(RtmpMessage.DATA));
        Amf0Reader in = new Amf0Reader(data, 0, data.length);
        assertEquals(new AmfValue.Text("@setDataFrame"), in.next());
        assertEquals(new AmfValue.Text("onMetaData"), in.next());
        Map<String, AmfValue> fields =
                assertInstanceOf(AmfValue.Associative.class, in.next()).fields();
        assertEquals(new AmfValue.Amount(96), fields.get("width"));
        assertEquals(new AmfValue.Amount(10), fields.get("framerate"));
        assertNull(in.next());
    }
}
