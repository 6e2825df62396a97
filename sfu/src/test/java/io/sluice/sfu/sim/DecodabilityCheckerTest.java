package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The checker has to find what is planted.
final class DecodabilityCheckerTest {
    private final DecodabilityChecker checker = new DecodabilityChecker();
    private final VideoSource camera = camera(1);
    private final List<byte[]> packets = new ArrayList<>();

    private static VideoSource camera(long ssrc) {
        return new VideoSource(
                Codec.VP8,
                new PacketWriter(ssrc, 96, 0, "1", List.of(), () -> 0),
                new MediaClock(90_000, 0, 0),
                false,
                3,
                ssrc);
    }

    @BeforeEach
    void record() {
        for (int i = 0; i < 10; i++) {
            packets.addAll(camera.frame(i * 33_000_000L));
        }
    }

    private List<String> check() {
        for (int i = 0; i < packets.size(); i++) {
            checker.onPacket(i, Codec.VP8, Fixtures.wrap(packets.get(i)));
        }
        return checker.problems();
    }

    private static Truth truth(byte[] packet) {
        return Truth.of(Fixtures.wrap(packet)).orElseThrow();
    }

    @Test
    void isContentWithAWholeStream() {
        assertEquals(List.of(), check());
        assertEquals(10, checker.completeFrames());
    }

    @Test
    void aPacketThatIsMissingWithoutAGapIsFound() {
        packets.remove(1);
        assertFalse(check().isEmpty());
    }

    @Test
    void aFrameThatIsMissingWithoutAGapIsFound() {
        packets.removeIf(packet -> truth(packet).frame() == 4);
        List<String> problems = check();
        assertTrue(problems.toString().contains("refers to 4"), problems.toString());
        assertTrue(problems.toString().contains("picture id"), problems.toString());
    }

    @Test
    void aSourceThatBeginsInItsMiddleIsFound() {
        VideoSource other = camera(2);
        other.frame(0);
        packets.addAll(other.frame(400_000_000));
        assertTrue(check().toString().contains("without a keyframe"));
    }

    @Test
    void timeThatGoesBackIsFound() {
        byte[] last = packets.getLast();
        Bytes.put32(MemorySegment.ofArray(last), 4, 1);
        assertTrue(check().toString().contains("time goes on by"));
    }

    @Test
    void aNumberUsedTwiceIsFound() {
        checker.onPacket(0, Codec.VP8, Fixtures.wrap(packets.get(0)));
        checker.onPacket(0, Codec.VP8, Fixtures.wrap(packets.get(1)));
        assertTrue(checker.problems().toString().contains("used twice"));
    }

    @Test
    void aLossIsNoProblemButIsCounted() {
        for (int i = 0; i < packets.size(); i++) {
            if (i != 3) {
                checker.onPacket(i, Codec.VP8, Fixtures.wrap(packets.get(i)));
            }
        }
        assertEquals(1, checker.missing().size());
        assertEquals(List.of(), checker.problems());
    }
}
