package io.sluice.bench.egress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PayloadsTest {
    private static byte[] unit(int header, int length) {
        byte[] unit = new byte[length];
        Arrays.fill(unit, (byte) 7);
        unit[0] = (byte) header;
        return unit;
    }

    private static byte[] annexB(byte[]... units) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            stream.writeBytes(new byte[] {0, 0, 0, 1});
            stream.writeBytes(unit);
        }
        return stream.toByteArray();
    }

    private static byte[] bytes(MemorySegment payload) {
        return payload.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void aDelimiterBeginsEachPicture() throws IOException {
        byte[] key = unit(0x65, 500);
        byte[] delta = unit(0x41, 40);
        byte[] delimiter = unit(0x09, 2);
        List<Clip.Frame> frames =
                Payloads.h264(annexB(delimiter, unit(0x67, 9), key, delimiter, delta));
        assertEquals(2, frames.size());
        assertTrue(frames.getFirst().keyframe());
        assertEquals(2, frames.getFirst().payloads().size());
        assertArrayEquals(key, bytes(frames.getFirst().payloads().get(1)));
        assertFalse(frames.get(1).keyframe());
        assertArrayEquals(delta, bytes(frames.get(1).payloads().getFirst()));
    }

    @Test
    void aLargeUnitGoesInFragmentsThatMakeItAgain() throws IOException {
        byte[] key = unit(0x65, 5_000);
        Clip.Frame frame = Payloads.h264(annexB(unit(0x09, 2), key)).getFirst();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        for (int i = 0; i < frame.payloads().size(); i++) {
            byte[] payload = bytes(frame.payloads().get(i));
            assertTrue(payload.length <= Payloads.MAX_BYTES);
            assertEquals(28, payload[0] & 0x1f);
            assertEquals(i == 0, (payload[1] & 0x80) != 0);
            assertEquals(i + 1 == frame.payloads().size(), (payload[1] & 0x40) != 0);
            if (i == 0) {
                again.write((payload[0] & 0xe0) | (payload[1] & 0x1f));
            }
            again.write(payload, 2, payload.length - 2);
        }
        assertArrayEquals(key, again.toByteArray());
    }

    @Test
    void onlyTheFirstPacketOfAVp8PictureSaysThatItBegins() {
        Clip.Frame frame = Payloads.vp8(new byte[3_000], true);
        assertEquals(3, frame.payloads().size());
        int total = 0;
        for (MemorySegment payload : frame.payloads()) {
            total += (int) payload.byteSize() - 1;
        }
        assertEquals(3_000, total);
        assertEquals(0x10, bytes(frame.payloads().getFirst())[0]);
        assertEquals(0, bytes(frame.payloads().get(1))[0]);
    }

    @Test
    void whatIsNoH264IsRefused() {
        assertThrows(IOException.class, () -> Payloads.h264(new byte[100]));
    }
}
