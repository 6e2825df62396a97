package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The packets of a picture that came together leave receiver by receiver, as long as each other.
class DealingTest {
    private record Sent(String receiver, long nanos, int bytes, int payloadBytes) {}

    private static final int MOST_AUDIO_BYTES = 200;

    private final Meeting meeting = new Meeting(1);
    private final List<Sent> sent = new ArrayList<>();
    private final Browser anna = meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);
    private final Browser ben = meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
    private final Browser chen = meeting.join("chen", Codec.VP8, 1, 0, Wire.Conditions.GOOD);

    @Test
    void aPictureGoesToOneReceiverAfterTheOtherInPacketsOfOneLength() {
        meeting.run(Meeting.SECOND);
        for (Browser each : List.of(anna, ben, chen)) {
            each.sendsAudio = false;
            each.sendsVideo = each == anna;
        }
        meeting.run(Meeting.SECOND / 2);
        listen("ben", ben);
        listen("chen", chen);
        meeting.run(Meeting.SECOND);

        Map<Long, List<Sent>> pictures = new LinkedHashMap<>();
        for (Sent each : sent) {
            pictures.computeIfAbsent(each.nanos, _ -> new ArrayList<>()).add(each);
        }
        assertTrue(pictures.size() >= 20, pictures.size() + " pictures");
        int uneven = 0;
        for (List<Sent> picture : pictures.values()) {
            int half = picture.size() / 2;
            assertEquals(1, receivers(picture.subList(0, half)), "mixed: " + picture);
            assertEquals(1, receivers(picture.subList(half, picture.size())));
            assertEquals(1, picture.stream().map(Sent::bytes).distinct().count(), "" + picture);
            uneven += picture.stream().map(Sent::payloadBytes).distinct().count() > 1 ? 1 : 0;
        }
        assertTrue(uneven > 5, "the source made " + uneven + " pictures of unequal packets");
        assertEquals(0, meeting.counters.dropped(DropReason.FORWARD_REPEATED));
        meeting.close();
        assertEquals(0, meeting.usedBytes());
    }

    /// To many receivers a packet alone would be as much work as the whole picture.
    @Test
    void toManyAPictureGoesAsAWholeOrAfterAMillisecond() {
        for (int i = 0; i < 16; i++) {
            meeting.join("more" + i, Codec.VP8, 1, 0, Wire.Conditions.GOOD).sendsVideo = false;
        }
        meeting.run(Meeting.SECOND);
        aPictureGoesAsAWholeOrAfterAMillisecond();
    }

    /// A busy loop sends few long runs rather than many short ones.
    @Test
    void fromABusyLoopAPictureGoesAsAWholeOrAfterAMillisecond() {
        meeting.run(Meeting.SECOND);
        meeting.counters.add(Count.BUSY_PERMILLE, 800);
        aPictureGoesAsAWholeOrAfterAMillisecond();
    }

    @Test
    void fromALoopWithTimeEachPacketGoesInItsDutyCycle() {
        meeting.run(Meeting.SECOND);
        meeting.counters.add(Count.BUSY_PERMILLE, 799);
        quieten();
        List<byte[]> picture = picture();
        anna.connection().receiveRtp(picture.getFirst(), meeting.time.nowNanos());
        meeting.deal();
        assertEquals(1, video());
        meeting.close();
    }

    private void quieten() {
        for (Browser each : List.of(anna, ben, chen)) {
            each.sendsVideo = false;
        }
        meeting.run(Meeting.SECOND / 2);
        listen("ben", ben);
    }

    private void aPictureGoesAsAWholeOrAfterAMillisecond() {
        quieten();
        List<byte[]> picture = picture();
        long now = meeting.time.nowNanos();
        int begun = picture.size() - 1;
        picture.subList(0, begun).forEach(p -> anna.connection().receiveRtp(p, now));
        meeting.deal();
        assertEquals(0, video(), "the picture is not complete");
        anna.connection().receiveRtp(picture.getLast(), now);
        meeting.deal();
        assertEquals(picture.size(), video());

        List<byte[]> unended = picture();
        anna.connection().receiveRtp(unended.getFirst(), now);
        meeting.deal();
        assertEquals(picture.size(), video());
        meeting.run(2 * Meeting.MILLI);
        assertEquals(picture.size() + 1, video(), "nobody waits for an end that is lost");
        meeting.close();
    }

    private List<byte[]> picture() {
        List<byte[]> packets = List.of();
        while (packets.size() < 3) {
            packets = anna.encoding(0).source.frame(meeting.time.nowNanos());
        }
        return packets;
    }

    private long video() {
        return sent.stream().filter(each -> each.payloadBytes > MOST_AUDIO_BYTES).count();
    }

    private static long receivers(List<Sent> packets) {
        return packets.stream().map(Sent::receiver).distinct().count();
    }

    private void listen(String name, Browser browser) {
        browser.connection()
                .peer(
                        bytes -> {
                            int payload = Fixtures.wrap(bytes).payloadLength();
                            long now = meeting.time.nowNanos();
                            sent.add(new Sent(name, now, bytes.length, payload));
                        },
                        _ -> {});
    }
}
