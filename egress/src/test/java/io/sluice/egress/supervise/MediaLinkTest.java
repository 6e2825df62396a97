package io.sluice.egress.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.egress.input.LinkDecoder;
import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MediaLinkTest {
    private static final int PACKET_BYTES = 1200;

    /// Packets that fill the ring up to what is reserved.
    private static final int NEARLY_FULL = (3 << 20) / (PACKET_BYTES + 16) + 1;

    private final MediaLink link = new MediaLink();
    private final LinkDecoder decoder = new LinkDecoder();
    private final MemorySegment packet = MemorySegment.ofArray(new byte[PACKET_BYTES]);

    /// Packets that came out, by stream and timestamp.
    private final Map<String, Integer> passed = new TreeMap<>();

    private static String frame(int stream, long timestamp) {
        return stream + "@" + timestamp;
    }

    private void send(int stream, long timestamp) {
        Bytes.put32(packet, 4, timestamp);
        link.rtp(stream, Codec.VP8, 0, packet, 0, PACKET_BYTES);
    }

    private void send(int stream, long timestamp, int packets) {
        for (int i = 0; i < packets; i++) {
            send(stream, timestamp);
        }
    }

    /// Reads so many bytes at most; returns how many.
    private int read(int bytes) {
        ByteBuffer ready = link.ring().readable();
        ByteBuffer space = decoder.space();
        int count = Math.min(bytes, Math.min(ready.remaining(), space.remaining()));
        space.put(ready.limit(ready.position() + count));
        link.ring().consumed(count);
        decoder.filled();
        while (decoder.next() == LinkDecoder.Found.RTP) {
            long timestamp = Bytes.unsigned32(decoder.segment(), decoder.offset() + 4L);
            passed.merge(frame(decoder.stream(), timestamp), 1, Integer::sum);
        }
        return count;
    }

    private void readAll() {
        while (read(Integer.MAX_VALUE) > 0) {
            // On to the rest.
        }
    }

    /// One of several whose packets come mixed with each other's.
    private static final class Sender {
        final int stream;
        long timestamp;
        int left;
        final List<Long> late = new ArrayList<>(); // packets that come behind later ones

        Sender(int stream, long timestamp) {
            this.stream = stream;
            this.timestamp = timestamp;
        }
    }

    /// Property: of each frame all packets pass or none, however the worker reads and whatever is
    /// lost on the way here and comes again.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noHalfFramePasses(long seed) {
        Random random = new Random(seed);
        link.open(true);
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            senders.add(new Sender(LinkFormat.videoStream(i), random.nextLong(1L << 32)));
        }
        Map<String, Integer> sent = new TreeMap<>();
        for (int i = 0; i < 40_000; i++) {
            Sender sender = senders.get(random.nextInt(senders.size()));
            if (sender.left == 0) {
                sender.left = 1 + random.nextInt(60);
                sender.timestamp = (sender.timestamp + 3000) & 0xffff_ffffL;
            }
            sender.left--;
            sent.merge(frame(sender.stream, sender.timestamp), 1, Integer::sum);
            if (random.nextInt(20) == 0) {
                sender.late.add(sender.timestamp);
            } else {
                send(sender.stream, sender.timestamp);
            }
            if (sender.late.size() > 5) {
                send(sender.stream, sender.late.removeFirst());
            }
            if (random.nextInt(1000) == 0) { // it stalls, and then catches up a little
                int wanted = random.nextInt(2 << 20);
                for (int read = read(wanted); read > 0 && wanted > 0; read = read(wanted)) {
                    wanted -= read;
                }
            }
        }
        readAll();
        for (Sender sender : senders) {
            sender.late.forEach(timestamp -> send(sender.stream, timestamp));
        }
        readAll();

        passed.forEach((frame, packets) -> assertEquals(sent.get(frame), packets, frame));
        assertTrue(link.droppedFrames() > 50, link.droppedFrames() + " left out");
        assertTrue(passed.size() > 50, passed.size() + " passed");
        assertEquals(sent.size(), passed.size() + link.droppedFrames());
    }

    @Test
    void aPacketThatComesAgainDoesNotCutTheFrameThatIsUnderWay() {
        link.open(true);
        send(1, 1000, 2);
        send(1, 4000, NEARLY_FULL);
        send(1, 1000);
        send(1, 4000, 10);
        send(1, 7000, 10);
        readAll();
        send(1, 7000, 10);
        send(1, 10_000, 10);
        readAll();

        assertEquals(
                Map.of(
                        frame(1, 1000), 3,
                        frame(1, 4000), NEARLY_FULL + 10,
                        frame(1, 10_000), 10),
                passed);
        assertEquals(1, link.droppedFrames());
    }

    @Test
    void aWorkerThatBeginsGetsNoRestOfAFrame() {
        send(1, 1000, 5);
        link.open(true);
        send(1, 1000, 5);
        send(1, 4000, 5);
        readAll();
        assertEquals(Map.of(frame(1, 4000), 5), passed);

        link.open(false);
        link.open(true); // the next one
        send(1, 4000, 5);
        send(1, 7000, 5);
        readAll();
        assertEquals(Map.of(frame(1, 4000), 5, frame(1, 7000), 5), passed);
        assertEquals(0, link.droppedFrames(), "nobody was slow");
    }

    /// The smallest object is 16 bytes, so less than a byte per packet means none.
    @Test
    void allocatesNothingPerPacket() {
        link.open(true);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int packets = 20_000;
        for (int round = 0; round < 2; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < packets; i++) {
                send(1, i / 3 * 3000L);
                link.ring().consumed(Math.min(1216, link.ring().readable().remaining()));
            }
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(round == 0 || bytes < packets, bytes + " bytes");
        }
    }
}
