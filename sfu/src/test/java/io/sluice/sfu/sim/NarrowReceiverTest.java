package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A whole meeting in which one receiver's network is too small for its pictures.
final class NarrowReceiverTest {
    private static final long MILLI = Meeting.MILLI;
    private static final long SECOND = Meeting.SECOND;
    private static final int TRANSPORT_SEQUENCE_ID = 5;

    /// What the server sends to a browser goes over a link, and the browser says when it came.
    private static final class Shaped {
        final NetworkLink link;
        private final Meeting meeting;
        private final SimulatedConnection connection;
        private final TreeMap<Long, Long> arrivals = new TreeMap<>();
        private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
        private final byte[] memory = new byte[1400];
        private long reported;
        private long highest;
        private int count;

        Shaped(Meeting meeting, Browser browser, NetworkLink.Conditions conditions) {
            this.meeting = meeting;
            connection = meeting.lastOpened();
            link = new NetworkLink(meeting.time, 1, conditions);
            connection.peer(
                    packet ->
                            link.send(
                                    packet.length,
                                    () -> {
                                        note(packet);
                                        browser.receiver.onRtp(packet);
                                    }),
                    compound -> link.send(compound.length, () -> browser.onRtcp(compound)));
            meeting.time.every(50 * MILLI, this::report);
        }

        private void note(byte[] packet) {
            RtpPacket rtp = Fixtures.wrap(packet);
            int number = Bytes.unsigned16(rtp.segment(), rtp.extension(TRANSPORT_SEQUENCE_ID));
            long sequence = highest + (short) (number - (int) highest);
            highest = Math.max(highest, sequence);
            arrivals.put(sequence, meeting.time.nowNanos());
        }

        private void report() {
            arrivals.headMap(reported).clear();
            if (arrivals.isEmpty()) {
                return;
            }
            MemorySegment s = MemorySegment.ofArray(memory);
            writer.begin(s, 0, memory.length, 1, 2, count++ & 0xff, reported);
            arrivals.forEach((sequence, nanos) -> {
                if (writer.add(sequence, nanos)) {
                    reported = sequence + 1;
                }
            });
            byte[] message = Arrays.copyOf(memory, writer.finish());
            meeting.time.in(
                    25 * MILLI, () -> connection.receiveRtcp(message, meeting.time.nowNanos()));
        }
    }

    private static double soundPerSecond(Browser browser, long before, long seconds) {
        return (double) (browser.receiver.half(0, MediaKind.AUDIO).packets - before) / seconds;
    }

    @Test
    void soundGoesOnAndThePictureComesBackAndNobodyElseNotices() {
        try (Meeting meeting = new Meeting(1)) {
            meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);
            Browser wide = meeting.join("wide", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            new Shaped(meeting, wide, NetworkLink.Conditions.of(10_000_000, 25 * MILLI));
            Browser narrow = meeting.join("narrow", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Shaped shaped =
                    new Shaped(meeting, narrow, NetworkLink.Conditions.of(150_000, 25 * MILLI));
            meeting.run(10 * SECOND);
            assertEquals(VideoState.PAUSED, meeting.slot("narrow", 0).videoState());
            assertEquals(VideoState.LIVE, meeting.slot("wide", 0).videoState());

            long sound = narrow.receiver.half(0, MediaKind.AUDIO).packets;
            long picture = wide.receiver.half(0, MediaKind.VIDEO).packets;
            meeting.run(10 * SECOND);
            assertTrue(soundPerSecond(narrow, sound, 10) > 49);
            assertTrue(wide.receiver.half(0, MediaKind.VIDEO).packets - picture > 250);

            shaped.link.conditions(NetworkLink.Conditions.of(5_000_000, 25 * MILLI));
            meeting.run(10 * SECOND);
            assertEquals(VideoState.LIVE, meeting.slot("narrow", 0).videoState());
            assertTrue(narrow.receiver.half(0, MediaKind.VIDEO).viewer.problems().isEmpty());
        }
    }
}
