package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.congestion.ProbeCluster;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.time.Timed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PacketPacerTest {
    private static final long MILLI = 1_000_000;
    private static final int PACKET = 1000;

    private final List<String> sent = new ArrayList<>();
    private int paddingBytes;
    private final Deque<ProbeCluster> clusters = new ArrayDeque<>();
    private final PacketPacer pacer =
            new PacketPacer(
                    new PacketPacer.Probing() {
                        @Override
                        public @Nullable ProbeCluster takeProbe() {
                            return clusters.poll();
                        }

                        @Override
                        public int pad(int bytes, long nowNanos) {
                            sent.add("padding " + nowNanos / MILLI);
                            paddingBytes += bytes;
                            return bytes;
                        }
                    });
    private final Pacer.Stream stream =
            new Pacer.Stream() {
                @Override
                public void transmit(long index, long nowNanos) {
                    sent.add("sent " + index);
                }

                @Override
                public void repeat(long index, long nowNanos) {
                    sent.add("again " + index);
                }

                @Override
                public void drop(long index, long nowNanos) {
                    sent.add("dropped " + index);
                }

                @Override
                public int pad(int bytes, long nowNanos) {
                    return 0;
                }
            };

    private void picture(int firstIndex, int packets, int timestamp, long nowNanos) {
        for (int i = 0; i < packets; i++) {
            pacer.enqueue(
                    stream, Pacer.Priority.VIDEO, firstIndex + i, PACKET, timestamp, nowNanos);
        }
    }

    /// Until then, each millisecond.
    private void run(long fromNanos, long toNanos) {
        for (long now = fromNanos; now <= toNanos; now += MILLI) {
            if (pacer.deadlineNanos() <= now) {
                pacer.onDeadline(now);
            }
        }
    }

    @Test
    void whatAStreamDoesNotNeedAnyMoreMakesRoom() {
        pacer.rates(400_000, 400_000, 0, 0);
        picture(0, 10, 1, 0);
        pacer.enqueue(stream, Pacer.Priority.RETRANSMISSION, 0, PACKET, 1, 0);
        List<Long> of = new ArrayList<>();
        Pacer.Stream other =
                new Pacer.Stream() {
                    @Override
                    public void transmit(long index, long nowNanos) {
                        of.add(index);
                    }

                    @Override
                    public void repeat(long index, long nowNanos) {
                        of.add(-index);
                    }

                    @Override
                    public void drop(long index, long nowNanos) {}

                    @Override
                    public int pad(int bytes, long nowNanos) {
                        return 0;
                    }
                };
        pacer.enqueue(other, Pacer.Priority.VIDEO, 7, PACKET, 1, 0);
        pacer.enqueue(other, Pacer.Priority.RETRANSMISSION, 3, PACKET, 1, 0);
        pacer.enqueue(other, Pacer.Priority.VIDEO, 8, PACKET, 1, 0);
        int left = sent.size();

        assertEquals(10 - left, pacer.forget(stream));
        run(0, 190 * MILLI);
        assertEquals(left, sent.size(), "neither sent nor dropped: nobody hears of it");
        assertEquals(List.of(-3L, 7L, 8L), of);
    }

    @Test
    void letsEverythingThroughUntilARateIsSet() {
        picture(0, 100, 1, 0);
        assertEquals(100, sent.size());
        assertEquals(Timed.NEVER, pacer.deadlineNanos());
    }

    /// 1 Mbit/s: a burst of 40 ms is 5 kB.
    @Test
    void aPictureOnAnAmpleLinkLeavesAtOnce() {
        pacer.rates(1_000_000, 2_500_000, 0, 0);
        picture(0, 5, 1, MILLI);
        assertEquals(5, sent.size());
        assertEquals(Timed.NEVER, pacer.deadlineNanos());
    }

    @Test
    void whatIsMoreFollowsAtThePacingRate() {
        pacer.rates(1_000_000, 2_000_000, 0, 0);
        picture(0, 20, 1, MILLI);
        assertEquals(5, sent.size());
        run(2 * MILLI, 41 * MILLI);
        // 40 ms at 250 bytes a millisecond.
        assertEquals(15, sent.size(), 1);
        run(42 * MILLI, 62 * MILLI);
        assertEquals(20, sent.size());
    }

    @Test
    void soundOvertakesAndRepetitionsGoBeforePictures() {
        pacer.rates(100_000, 250_000, 0, 0);
        picture(0, 3, 1, 0);
        sent.clear();
        pacer.enqueue(stream, Pacer.Priority.RETRANSMISSION, 90, PACKET, 0, MILLI);
        pacer.enqueue(stream, Pacer.Priority.AUDIO, 50, 100, 0, MILLI);
        pacer.enqueue(stream, Pacer.Priority.AUDIO_RETRANSMISSION, 49, 100, 0, MILLI);
        run(2 * MILLI, 199 * MILLI);
        assertEquals(List.of("sent 50", "again 49", "again 90", "sent 1", "sent 2"), sent);
    }

    /// 50 kbit/s: of the first picture two packets leave in 200 ms, of the second none.
    @Test
    void whatWaitsTooLongIsDroppedWithItsPicture() {
        pacer.rates(50_000, 50_000, 0, 0);
        picture(0, 6, 1, 0);
        run(MILLI, 149 * MILLI);
        picture(6, 2, 2, 150 * MILLI);
        run(150 * MILLI, 205 * MILLI);
        assertTrue(sent.contains("sent 1"));
        assertTrue(sent.contains("dropped 5"));
        assertTrue(!sent.contains("dropped 6") && !sent.contains("sent 5"));
        assertEquals(4, pacer.droppedPackets());
        run(206 * MILLI, 350 * MILLI);
        assertTrue(sent.contains("sent 6"));
    }

    /// Received back to back, such packets tell no rate, and the probe would have found nothing.
    @Test
    void aPictureThatLeavesAtOnceIsNoProbe() {
        clusters.add(new ProbeCluster(1, 2_400_000, 6000, 20));
        pacer.onProbe(0);
        picture(0, 1, 1, 0);
        assertEquals(1, pacer.probe(), "on schedule");
        picture(1, 19, 1, 0);
        assertEquals(ProbeCluster.NONE, pacer.probe(), "ahead of it");
        sent.clear();
        run(MILLI, 30 * MILLI);
        assertEquals(ProbeCluster.NONE, pacer.probe(), "done");
        assertTrue(sent.size() > 10, sent + " in between");
    }

    /// 2.4 Mbit/s for 20 ms: 6 kB, in 20 packets of 300 bytes.
    @Test
    void aProbeKeepsToItsRate() {
        pacer.rates(1_000_000, 2_500_000, 0, 0);
        clusters.add(new ProbeCluster(1, 2_400_000, 6000, 20));
        pacer.onProbe(MILLI);
        assertEquals(1, pacer.probe());
        run(MILLI, 11 * MILLI);
        assertEquals(11, sent.size(), 1);
        run(12 * MILLI, 30 * MILLI);
        assertEquals(20, sent.size(), 1);
        assertEquals(ProbeCluster.NONE, pacer.probe());
        assertEquals(Timed.NEVER, pacer.deadlineNanos());
    }

    @Test
    void paddingFillsUpToItsRate() {
        pacer.rates(800_000, 2_000_000, 800_000, 0);
        run(MILLI, 1000 * MILLI);
        // 100 kB, about 500 bytes each 5 ms.
        assertEquals(200, sent.size(), 5);
    }

    /// On a narrow link padding must not come on top of bursts of pictures.
    @Test
    void paddingAndAllElseTogetherKeepToTheRate() {
        pacer.rates(200_000, 500_000, 200_000, 0);
        for (int i = 0; i < 20; i++) {
            long now = 100 * MILLI * i;
            picture(2 * i, 2, i, now);
            run(now, now + 100 * MILLI - 1);
        }
        assertEquals(2 * 25_000 - 40 * PACKET, paddingBytes, 1_100);
    }

    @Test
    void allocatesNothingPerPacket() {
        PacketPacer quiet = new PacketPacer(NothingToProbe.INSTANCE);
        Pacer.Stream sink =
                new Pacer.Stream() {
                    @Override
                    public void transmit(long index, long nowNanos) {}

                    @Override
                    public void repeat(long index, long nowNanos) {}

                    @Override
                    public void drop(long index, long nowNanos) {}

                    @Override
                    public int pad(int bytes, long nowNanos) {
                        return 0;
                    }
                };
        quiet.rates(1_000_000, 2_500_000, 0, 0);
        long[] now = {0};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    now[0] += 5 * MILLI;
                    quiet.enqueue(sink, Pacer.Priority.VIDEO, 1, 1000, 1, now[0]);
                    quiet.onDeadline(now[0]);
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
    }
}
