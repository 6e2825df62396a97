package io.sluice.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.Vp8Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VideoEncodingTest {
    private static final long SSRC = 5;
    private static final long RTX_SSRC = 6;

    /// Three packets each.
    private static final int FRAME_BYTES = 3_000;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment scratch = arena.allocate(2_048);
    private final List<RtpPacket> sent = new ArrayList<>();
    private VideoEncoding encoding;

    VideoEncodingTest() throws IOException {
        encoding = replay("AbcDef");
    }

    private VideoEncoding replay(String frames) throws IOException {
        PacketWriter writer = new PacketWriter(scratch, () -> 0, new Sent());
        IvfFile file = Ivf.parsed(frames, FRAME_BYTES);
        return new VideoEncoding(arena, "q", file, writer, SSRC, RTX_SSRC);
    }

    private final class Sent implements PacketWriter.Output {
        @Override
        public boolean rtp(int header, MemorySegment payload, long offset, int length, long index) {
            MemorySegment copy = arena.allocate(header + length);
            MemorySegment.copy(scratch, 0, copy, 0, header);
            MemorySegment.copy(payload, offset, copy, header, length);
            RtpPacket packet = new RtpPacket();
            assertTrue(packet.wrap(copy, 0, header + length));
            sent.add(packet);
            return true;
        }

        @Override
        public void rtcp(int length) {}
    }

    @BeforeEach
    void first() {
        send(0);
    }

    private void send(int frame) {
        encoding.onFrameDue(3_600L * frame);
        assertTrue(encoding.sendSome(100));
    }

    private static FrameInfo info(RtpPacket packet) {
        FrameInfo info = new FrameInfo();
        assertTrue(
                Vp8Descriptor.parse(
                        packet.segment(), packet.payloadOffset(), packet.payloadLength(), info));
        return info;
    }

    private char letter() {
        RtpPacket last = sent.getLast();
        long end = last.payloadOffset() + last.payloadLength() - 1;
        return (char) last.segment().get(ValueLayout.JAVA_BYTE, end);
    }

    @Test
    void cutsFramesAsABrowserDoes() {
        send(1);

        assertEquals(6, sent.size());
        assertTrue(info(sent.get(0)).keyframe());
        assertFalse(info(sent.get(1)).startOfFrame());
        assertTrue(sent.get(2).marker());
        assertFalse(sent.get(1).marker());
        assertTrue(info(sent.get(3)).startOfFrame());
        assertFalse(info(sent.get(3)).keyframe());
        assertEquals(sent.get(2).sequenceNumber() + 1, sent.get(3).sequenceNumber());
        assertEquals(sent.get(0).timestamp() + 3_600, sent.get(3).timestamp());
    }

    @Test
    void numbersPicturesWithoutHoles() {
        send(1);

        FrameInfo one = info(sent.get(2));
        FrameInfo next = info(sent.get(3));
        assertEquals((one.pictureId() + 1) & 0x7fff, next.pictureId());
    }

    @Test
    void namesThePicturesLayers() throws IOException {
        sent.clear();
        encoding = replay("AbcdefGhi");
        for (int frame = 0; frame < 9; frame++) {
            send(frame);
        }
        List<FrameInfo> first = new ArrayList<>();
        sent.stream()
                .map(VideoEncodingTest::info)
                .filter(FrameInfo::startOfFrame)
                .forEach(first::add);
        assertEquals(
                List.of(0, 2, 1, 2, 0, 2, 0, 2, 1),
                first.stream().map(FrameInfo::temporalLayer).toList());
        assertEquals(
                List.of(false, true, true, false, false, true, false, true, true),
                first.stream().map(FrameInfo::layerSync).toList());
        int base = first.getFirst().tl0PictureIndex();
        assertEquals(
                List.of(0, 0, 0, 0, 1, 1, 2, 2, 2),
                first.stream().map(one -> (one.tl0PictureIndex() - base) & 0xff).toList());
    }

    @Test
    void namesItsEncoding() {
        RtpPacket packet = sent.getFirst();
        long at = packet.extension(ReplayOffer.RID);

        assertEquals(1, packet.extensionLength());
        assertEquals('q', packet.segment().get(ValueLayout.JAVA_BYTE, at));
        assertTrue(packet.extension(ReplayOffer.MID) > 0);
        assertTrue(packet.extension(ReplayOffer.TRANSPORT_CC) > 0);
        assertTrue(packet.extension(ReplayOffer.ABS_SEND_TIME) > 0);
    }

    @Test
    void jumpsToTheNextKeyframeWhenOneIsAskedFor() {
        encoding.askForKeyframe();
        send(1);
        assertEquals('D', letter());

        send(2);
        assertEquals('e', letter());
    }

    @Test
    void beginsAgainBehindTheEnd() {
        for (int frame = 1; frame <= 6; frame++) {
            send(frame);
        }
        assertEquals('A', letter());
    }

    @Test
    void sendsNothingWhileNobodyNeedsItAndThenAKeyframe() {
        encoding.active(false);
        send(1);
        assertEquals(3, sent.size());

        encoding.active(true);
        send(2);
        assertEquals('D', letter());
    }

    @Test
    void sendsAFrameLittleByLittle() {
        encoding.onFrameDue(3_600);

        assertFalse(encoding.sendSome(2));
        assertEquals(5, sent.size());
        assertTrue(encoding.sendSome(2));
        assertEquals(6, sent.size());
    }

    @Test
    void repeatsWhatIsMissed() {
        RtpPacket missed = sent.get(1);

        encoding.repair(missed.sequenceNumber());

        RtpPacket repair = sent.getLast();
        assertEquals(RTX_SSRC, repair.ssrc());
        assertEquals(ReplayOffer.RTX, repair.payloadType());
        assertEquals(missed.timestamp(), repair.timestamp());
        assertEquals(missed.payloadLength() + 2, repair.payloadLength());
        assertTrue(repair.extension(ReplayOffer.REPAIRED_RID) > 0);
        assertEquals(
                -1,
                MemorySegment.mismatch(
                        missed.segment(),
                        missed.payloadOffset(),
                        missed.payloadOffset() + missed.payloadLength(),
                        repair.segment(),
                        repair.payloadOffset() + 2L,
                        repair.payloadOffset() + repair.payloadLength()));
    }

    @Test
    void doesNotRepeatWhatItDoesNotHave() {
        encoding.repair(sent.getLast().sequenceNumber() + 1);
        encoding.repair(sent.getFirst().sequenceNumber() - 1 & 0xffff);
        assertEquals(3, sent.size());
        int first = sent.getFirst().sequenceNumber();
        for (int frame = 1; frame < 200; frame++) {
            send(frame);
        }
        int before = sent.size();
        encoding.repair(first);
        assertEquals(before, sent.size());
    }

    /// Property of a sender of SRTP: an index is used once, though a queue overflowed.
    @Test
    void forgetsTheOldestOfTooManyThatWait() {
        for (int frame = 1; frame < 300; frame++) {
            encoding.onFrameDue(3_600L * frame);
        }
        sent.clear();
        assertTrue(encoding.sendSome(10_000));
        assertEquals(512, sent.size());
    }
}
