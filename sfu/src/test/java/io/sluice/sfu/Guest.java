package io.sluice.sfu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.testclient.TestPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Somebody with a microphone, a camera and two slots.
final class Guest implements AutoCloseable {
    static final int AUDIO_TYPE = 111;
    static final int VIDEO_TYPE = 96;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final TestPeer peer = new TestPeer();
    final JoinedMedia joined;
    private final int ssrc;
    private int sequence;

    /// Over the server's first candidate.
    Guest(RoomHandle room, String id, int ssrc, MediaRights rights) throws Exception {
        this(room, id, ssrc, rights, "udp");
    }

    /// Over the server's first candidate of a transport.
    Guest(RoomHandle room, String id, int ssrc, MediaRights rights, String transport)
            throws Exception {
        this.ssrc = ssrc;
        try {
            joined = get(room.join(id, rights, offer(), tracks(), List.of()));
            peer.connect(
                    candidate(transport),
                    joined.answer().ice(),
                    joined.answer().fingerprint(),
                    true);
            get(peer.connected());
        } catch (ExecutionException refused) {
            peer.close();
            throw refused;
        }
        assertEquals(4, joined.answer().slotStreams().size());
        assertEquals(
                4, joined.answer().slotStreams().stream().map(SlotStream::ssrc).distinct().count());
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    IceCandidate candidate(String transport) {
        return joined.answer().candidates().stream()
                .filter(candidate -> candidate.transport().equals(transport))
                .findFirst()
                .orElseThrow();
    }

    private MediaOffer offer() {
        CodecParameters opus = codec(Codec.OPUS, AUDIO_TYPE);
        CodecParameters vp8 = codec(Codec.VP8, VIDEO_TYPE);
        return new MediaOffer(
                peer.credentials(),
                peer.fingerprint(),
                DtlsSetup.ACTPASS,
                List.of(
                        send("0", MediaKind.AUDIO, opus, ssrc),
                        send("1", MediaKind.VIDEO, vp8, ssrc + 1)),
                List.of(
                        new SlotSection(0, "2", MediaKind.AUDIO, List.of(opus), List.of()),
                        new SlotSection(0, "3", MediaKind.VIDEO, List.of(vp8), List.of()),
                        new SlotSection(1, "4", MediaKind.AUDIO, List.of(opus), List.of()),
                        new SlotSection(1, "5", MediaKind.VIDEO, List.of(vp8), List.of())));
    }

    private CodecParameters codec(Codec codec, int payloadType) {
        return new CodecParameters(
                codec,
                payloadType,
                CodecParameters.NONE,
                CodecParameters.NONE,
                Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
    }

    private SendSection send(String mid, MediaKind kind, CodecParameters codec, int number) {
        return new SendSection(
                mid,
                kind,
                List.of(codec),
                List.of(),
                List.of(new EncodingParameters("", number, EncodingParameters.UNKNOWN)));
    }

    private List<TrackDescription> tracks() {
        return List.of(
                new TrackDescription("0", TrackSource.MICROPHONE, false),
                new TrackDescription("1", TrackSource.CAMERA, false));
    }

    /// One packet of sound and one keyframe.
    void send() {
        sequence++;
        byte[] sound = {(byte) 0xf8, 1, 2, 3, 4, 5, 6, 7};
        byte[] picture = {0x10, 0, 0, 0, (byte) 0x9d, 1, 0x2a, 0x40, 1, (byte) 0xc0, 0, 1, 2, 3};
        peer.sendRtp(packet(AUDIO_TYPE, ssrc, 960, sound), sequence);
        peer.sendRtp(packet(VIDEO_TYPE | 0x80, ssrc + 1, 3000, picture), sequence);
    }

    private byte[] packet(int type, int from, int step, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) type)
                .putShort((short) sequence)
                .putInt(sequence * step)
                .putInt(from)
                .put(payload)
                .array();
    }

    /// Notes the payload types of what arrived.
    void collect(Set<Integer> types) {
        try {
            byte[] packet = peer.receiveRtp(Duration.ofMillis(20));
            while (packet != null) {
                types.add(packet[1] & 0x7f);
                packet = peer.receiveRtp(Duration.ZERO);
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
