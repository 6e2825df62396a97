package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp8Descriptor;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackSource;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A hidden participant inside the server gets what any other would, in the clear.
final class TapTest {
    private static final List<SlotSection> SECTIONS =
            List.of(
                    section(0, MediaKind.AUDIO, Codec.OPUS, 111),
                    section(0, MediaKind.VIDEO, Codec.VP8, 96));
    private static final List<SlotView> BEN =
            List.of(new SlotView(0, new SlotView.Target.Of("ben", TrackSource.CAMERA), 640, 360));

    private static SlotSection section(int slot, MediaKind kind, Codec codec, int payloadType) {
        CodecParameters parameters =
                new CodecParameters(
                        codec, payloadType, CodecParameters.NONE, CodecParameters.NONE, Set.of());
        return new SlotSection(slot, kind + "" + slot, kind, List.of(parameters), List.of());
    }

    /// Counts what it is handed.
    private static final class Listener implements MediaTap {
        final Map<Long, MediaKind> kinds = new HashMap<>();
        final Map<MediaKind, Integer> packets = new HashMap<>();
        final Map<Long, Integer> reports = new HashMap<>();
        int keyframes;
        private final RtpPacket rtp = new RtpPacket();
        private final FrameInfo info = new FrameInfo();
        private final RtcpReader rtcp = new RtcpReader();
        private final SenderReport report = new SenderReport();
        private int sequenceNumber = -1;

        @Override
        public void onStreams(List<SlotStream> streams) {
            streams.forEach(stream -> kinds.put(stream.ssrc(), stream.kind()));
        }

        @Override
        public void onRtp(MemorySegment packet, long offset, int length) {
            assertTrue(rtp.wrap(packet, offset, length));
            MediaKind kind = kinds.get(rtp.ssrc());
            packets.merge(kind, 1, Integer::sum);
            if (kind == MediaKind.VIDEO) {
                assertEquals(96, rtp.payloadType());
                assertTrue(
                        Vp8Descriptor.parse(
                                packet, rtp.payloadOffset(), rtp.payloadLength(), info));
                keyframes += info.keyframe() ? 1 : 0;
                assertTrue(
                        sequenceNumber < 0
                                || rtp.sequenceNumber() == (sequenceNumber + 1 & 0xffff));
                sequenceNumber = rtp.sequenceNumber();
            }
        }

        @Override
        public void onRtcp(MemorySegment compound, long offset, int length) {
            rtcp.wrap(compound, offset, length);
            while (rtcp.next()) {
                if (report.wrap(rtcp)) {
                    reports.merge(report.ssrc(), 1, Integer::sum);
                }
            }
        }

        long ssrc(MediaKind kind) {
            for (var entry : kinds.entrySet()) {
                if (entry.getValue() == kind) {
                    return entry.getKey();
                }
            }
            throw new AssertionError("no such stream");
        }
    }

    private static List<SlotView> anna(int width, int height) {
        return List.of(
                new SlotView(0, new SlotView.Target.Of("anna", TrackSource.CAMERA), width, height));
    }

    /// A program asks for another size when a tile becomes larger or smaller.
    @Test
    void itIsSentTheSizeItAsksFor() {
        try (Meeting meeting = new Meeting(8)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            Listener tap = new Listener();
            meeting.room.tap("program", SECTIONS, anna(160, 96), tap, meeting.time.nowNanos());
            meeting.run(2 * Meeting.SECOND);
            assertEquals(0, camera.encoding(2).keyframesAsked);
            assertTrue(camera.encoding(0).keyframesAsked > 0, "the small one");
            meeting.room.setView("program", anna(640, 384), meeting.time.nowNanos());
            meeting.run(2 * Meeting.SECOND);
            assertTrue(camera.encoding(2).keyframesAsked > 0, "the large one");
            int small = camera.encoding(0).keyframesAsked;
            meeting.room.setView("program", anna(160, 96), meeting.time.nowNanos());
            meeting.run(2 * Meeting.SECOND);
            assertTrue(camera.encoding(0).keyframesAsked > small, "the small one again");
        }
    }

    @Test
    void itReceivesSoundPictureAndReportsAndNobodySeesIt() {
        try (Meeting meeting = new Meeting(7)) {
            meeting.join("anna", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            meeting.run(Meeting.SECOND);
            long told = meeting.events(RoomEvent.PublicationAdded.class).count();
            Listener tap = new Listener();
            List<SlotAssignment> slots =
                    meeting.room.tap("program", SECTIONS, BEN, tap, meeting.time.nowNanos());
            meeting.run(3 * Meeting.SECOND);

            assertEquals("ben", slots.getFirst().participantId());
            assertTrue(tap.packets.getOrDefault(MediaKind.AUDIO, 0) > 100, "" + tap.packets);
            assertTrue(tap.packets.getOrDefault(MediaKind.VIDEO, 0) > 50, "" + tap.packets);
            assertTrue(tap.keyframes >= 1);
            assertTrue(tap.reports.getOrDefault(tap.ssrc(MediaKind.AUDIO), 0) >= 2);
            assertTrue(tap.reports.getOrDefault(tap.ssrc(MediaKind.VIDEO), 0) >= 2);
            assertEquals(told, meeting.events(RoomEvent.PublicationAdded.class).count());
        }
    }

    @Test
    void itGetsAKeyframeWhenItAsks() {
        try (Meeting meeting = new Meeting(8)) {
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Listener tap = new Listener();
            meeting.room.tap("program", SECTIONS, BEN, tap, meeting.time.nowNanos());
            meeting.run(4 * Meeting.SECOND);
            int before = tap.keyframes;
            meeting.room.requestKeyframe(
                    "program", tap.ssrc(MediaKind.VIDEO), meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);
            assertEquals(before + 1, tap.keyframes);
        }
    }

    @Test
    void itLeavesAndNothingComesAnyMore() {
        try (Meeting meeting = new Meeting(9)) {
            meeting.join("ben", Codec.VP8, 1, 0, Wire.Conditions.GOOD);
            Listener tap = new Listener();
            meeting.room.tap("program", SECTIONS, BEN, tap, meeting.time.nowNanos());
            meeting.run(Meeting.SECOND);
            meeting.room.leave("program", meeting.time.nowNanos());
            Map<MediaKind, Integer> then = Map.copyOf(tap.packets);
            meeting.run(Meeting.SECOND);
            assertEquals(then, tap.packets);
            assertEquals(1, meeting.room.size());
        }
    }
}
