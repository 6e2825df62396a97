package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a participant may not have more of, and offers that fit nothing.
class LimitsTest {
    private static final int PARTICIPANTS = 100;

    private final Meeting meeting = new Meeting(1);
    private final Browser browser =
            new Browser(meeting, "anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);

    @AfterEach
    void close() {
        meeting.close();
    }

    @Test
    void aRoomTakesAHundred() {
        for (int i = 0; i < PARTICIPANTS; i++) {
            meeting.join("p" + i, Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        }
        assertEquals(Reason.ROOM_FULL, refusal(offer -> offer, browser.tracks()));
    }

    @Test
    void noMoreThan64StreamsAreOffered() {
        assertEquals(
                Reason.TOO_MANY_STREAMS,
                refusal(
                        offer -> {
                            List<EncodingParameters> many = new ArrayList<>();
                            for (int i = 0; i < 33; i++) {
                                many.add(new EncodingParameters("r" + i, 100 + 2 * i, 101 + 2 * i));
                            }
                            SendSection first = offer.sends().getFirst();
                            SendSection large =
                                    new SendSection(
                                            first.mid(),
                                            first.kind(),
                                            first.codecs(),
                                            first.extensions(),
                                            many);
                            return with(offer, List.of(large), offer.slots());
                        },
                        List.of()));
    }

    @Test
    void noMoreThan64StreamsAreReceived() {
        Browser anna = meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        meeting.run(200 * Meeting.MILLI);
        int type = anna.offer().sends().getFirst().codecs().getFirst().payloadType();
        for (int ssrc = 1; ssrc <= 200; ssrc++) {
            byte[] packet =
                    ByteBuffer.allocate(20)
                            .put((byte) 0x80)
                            .put((byte) type)
                            .putShort((short) 1)
                            .putInt(0)
                            .putInt(ssrc)
                            .array();
            anna.connection().receiveRtp(packet, meeting.time.nowNanos());
        }
        assertTrue(meeting.counters.dropped(DropReason.TOO_MANY_STREAMS) > 100);
    }

    @Test
    void noMoreSlotsThanTheLimit() {
        assertEquals(
                Reason.TOO_MANY_STREAMS,
                refusal(
                        offer -> {
                            List<SlotSection> many = new ArrayList<>();
                            SlotSection first = offer.slots().getFirst();
                            for (int i = 0; i < 65; i++) {
                                many.add(
                                        new SlotSection(
                                                i,
                                                "s" + i,
                                                first.kind(),
                                                first.codecs(),
                                                first.extensions()));
                            }
                            return with(offer, offer.sends(), many);
                        },
                        browser.tracks()));
    }

    @Test
    void aTrackNeedsASectionOfItsKind() {
        List<TrackDescription> wrongKind =
                List.of(new TrackDescription("0", TrackSource.CAMERA, false));
        List<TrackDescription> twice =
                List.of(
                        new TrackDescription("0", TrackSource.MICROPHONE, false),
                        new TrackDescription("0", TrackSource.SCREEN_SHARE_AUDIO, false));
        List<TrackDescription> nowhere =
                List.of(new TrackDescription("7", TrackSource.CAMERA, false));

        assertEquals(Reason.UNKNOWN_TRACK, refusal(offer -> offer, wrongKind));
        assertEquals(Reason.UNKNOWN_TRACK, refusal(offer -> offer, twice));
        assertEquals(Reason.UNKNOWN_TRACK, refusal(offer -> offer, nowhere));
    }

    @Test
    void whatFitsIntoNoPacketIsRefused() {
        SlotSection slot = browser.offer().slots().getFirst();
        CodecParameters codec = slot.codecs().getFirst();
        CodecParameters wild = new CodecParameters(codec.codec(), 300, -1, -1, codec.feedback());
        List<SlotSection> bad =
                List.of(
                        new SlotSection(0, "m".repeat(33), slot.kind(), slot.codecs(), List.of()),
                        new SlotSection(0, "m", slot.kind(), List.of(wild), List.of()),
                        new SlotSection(
                                0,
                                "m",
                                slot.kind(),
                                slot.codecs(),
                                List.of(new HeaderExtension(HeaderExtensionType.MID, 256))));
        for (SlotSection section : bad) {
            assertEquals(
                    Reason.UNKNOWN_TRACK,
                    refusal(
                            offer -> with(offer, offer.sends(), List.of(section)),
                            browser.tracks()));
        }
    }

    @Test
    void anotherFingerprintIsRefused() {
        meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        Browser forger = new Browser(meeting, "eve", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        MediaException refused =
                assertThrows(
                        MediaException.class,
                        () ->
                                meeting.room.renegotiate(
                                        "anna",
                                        forger.offer(),
                                        forger.tracks(),
                                        meeting.time.nowNanos()));
        assertEquals(Reason.FINGERPRINT_CHANGED, refused.reason());
    }

    private Reason refusal(UnaryOperator<MediaOffer> change, List<TrackDescription> tracks) {
        int before = meeting.room.size();
        MediaException refused =
                assertThrows(
                        MediaException.class,
                        () ->
                                meeting.room.join(
                                        "anna",
                                        Browser.ALL,
                                        change.apply(browser.offer()),
                                        tracks,
                                        List.of(),
                                        meeting.time.nowNanos()));
        assertEquals(before, meeting.room.size());
        return refused.reason();
    }

    private static MediaOffer with(
            MediaOffer offer, List<SendSection> sends, List<SlotSection> slots) {
        return new MediaOffer(offer.ice(), offer.fingerprint(), offer.setup(), sends, slots);
    }
}
