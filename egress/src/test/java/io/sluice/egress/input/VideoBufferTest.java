package io.sluice.egress.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Pictures of three packets each, one each 40 ms, shown 150 ms after they began to arrive.
final class VideoBufferTest {
    private static final long DELAY_MILLIS = 150;
    private static final int PACKETS = 3;
    private static final long STEP_MILLIS = 40;
    private static final int FIRST_SEQUENCE = 0xfffe; // it wraps in the first picture

    private final VideoBuffer buffer =
            new VideoBuffer(
                    new StreamTimeline(90_000, new SourceClock(), DELAY_MILLIS * 1_000_000));
    private final RtpPacket packet = new RtpPacket();

    private static long nanos(long millis) {
        return 1_000_000_000L + millis * 1_000_000;
    }

    /// One packet of VP8; the first picture is a keyframe.
    private void arrive(int picture, int part, long atMillis) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        boolean last = part == PACKETS - 1;
        bytes.put((byte) 0x80).put((byte) (last ? 0xe0 : 0x60));
        bytes.putShort((short) (FIRST_SEQUENCE + picture * PACKETS + part));
        bytes.putInt((int) (picture * STEP_MILLIS * 90)).putInt(4711);
        bytes.put((byte) (part == 0 ? 0x10 : 0)); // begins a frame
        bytes.put((byte) (picture == 0 && part == 0 ? 0x10 : 0x11)); // keyframe, or not
        bytes.put((byte) picture).put((byte) part);
        assertTrue(packet.wrap(MemorySegment.ofArray(bytes.array()), 0, bytes.capacity()));
        buffer.onPacket(Codec.VP8, packet, nanos(atMillis));
    }

    private void arrive(int picture) {
        for (int part = 0; part < PACKETS; part++) {
            arrive(picture, part, picture * STEP_MILLIS);
        }
    }

    private static long dueMillis(int picture) {
        return picture * STEP_MILLIS + DELAY_MILLIS;
    }

    private void assertGives(int picture, long atMillis) {
        CodedFrame frame = buffer.poll(nanos(atMillis));
        assertNotNull(frame, "picture " + picture);
        byte[] all = new byte[3 * PACKETS];
        for (int part = 0; part < PACKETS; part++) {
            all[3 * part] = (byte) (picture == 0 && part == 0 ? 0x10 : 0x11);
            all[3 * part + 1] = (byte) picture;
            all[3 * part + 2] = (byte) part;
        }
        assertEquals(
                Arrays.toString(all), Arrays.toString(Arrays.copyOf(frame.data(), frame.length())));
        assertEquals(picture == 0, frame.keyframe());
        assertEquals(nanos(dueMillis(picture)), frame.playoutNanos());
    }

    @Test
    void aPacketThatIsRepairedBeforeItsPictureIsDueIsInIt() {
        arrive(0);
        arrive(1, 0, 40);
        arrive(1, 2, 41);
        arrive(2);
        arrive(3);
        assertGives(0, dueMillis(0));
        assertNull(buffer.poll(nanos(dueMillis(1) - 1)));
        arrive(1, 1, dueMillis(1) - 1);
        assertGives(1, dueMillis(1));
        assertNull(buffer.poll(nanos(dueMillis(1))));
        assertGives(2, dueMillis(2));
        assertGives(3, dueMillis(3));

        assertEquals(0, buffer.losses());
        assertEquals(0, buffer.latePackets());
        assertFalse(buffer.keyframeWanted());
    }

    @Test
    void aWholePictureThatIsRepairedIsShownInItsPlace() {
        arrive(0);
        arrive(2);
        assertGives(0, dueMillis(0));
        for (int part = PACKETS - 1; part >= 0; part--) {
            arrive(1, part, dueMillis(1) - part);
        }
        assertGives(1, dueMillis(1));
        assertGives(2, dueMillis(2));
        assertEquals(0, buffer.losses());
    }

    /// Nothing after it is here: to show it late is better than to wait for a keyframe.
    @Test
    void theEndOfTheNewestPictureMayComeLate() {
        arrive(0);
        arrive(1, 0, 40);
        arrive(1, 1, 40);
        assertGives(0, dueMillis(0));
        assertNull(buffer.poll(nanos(dueMillis(1) + 100)));
        arrive(1, 2, dueMillis(1) + 100);
        assertGives(1, dueMillis(1) + 100);
        assertEquals(0, buffer.losses());
    }

    @Test
    void aPacketThatComesTooLateCostsAllUpToTheNextKeyframe() {
        arrive(0);
        arrive(1, 0, 40);
        arrive(1, 2, 40);
        arrive(2);
        assertGives(0, dueMillis(0));
        assertNull(buffer.poll(nanos(dueMillis(1))));
        assertEquals(1, buffer.losses());
        assertTrue(buffer.keyframeWanted());
        arrive(1, 1, dueMillis(1) + 1);
        assertEquals(1, buffer.latePackets());
        assertNull(buffer.poll(nanos(dueMillis(2))), "it cannot be decoded without the one before");
    }
}
