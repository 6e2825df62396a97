package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.send.OutgoingPacket;
import io.sluice.sfu.send.OutgoingRtpStream;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SoundCostTest {
    private static final long TENTH = 100_000_000;

    /// A filler is one byte of payload, which counts as padding and costs its headers only.
    private static final long FILLERS_BPS = 50 * 60 * 8;

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 1 << 20);
    private final OutgoingRtpStream stream =
            new OutgoingRtpStream(
                    Fixtures.audioSlot(66, List.of()),
                    500,
                    501,
                    1,
                    1,
                    Pacer.immediate(),
                    new PacketScratch(arena),
                    new RecordingTransmitter(slab, _ -> {}, _ -> {}),
                    new Counters());
    private final SoundCost cost = new SoundCost();
    private long nowNanos;
    private int index;

    @AfterEach
    void free() {
        arena.close();
    }

    private long measure(int tenths) {
        long bps = 0;
        for (int i = 0; i < tenths; i++) {
            for (int packet = 0; packet < 5; packet++) {
                OutgoingPacket filler = stream.scratch().filler(Codec.OPUS);
                stream.send(filler.index(++index).timestamp(960 * index), nowNanos);
            }
            nowNanos += TENTH;
            cost.begin();
            cost.add(stream);
            bps = cost.bps(nowNanos);
        }
        return bps;
    }

    @Test
    void isKnownAfterTwoSeconds() {
        assertEquals(0, measure(20));
        long payload = stream.octets() * 8 / 2;
        assertEquals(FILLERS_BPS + payload, measure(1));
    }

    @Test
    void redundancyCostsBeforeItIsMeasured() {
        measure(30);
        long plain = measure(1);
        stream.redundancy(2);
        assertEquals(plain + 2 * (plain - FILLERS_BPS), measure(1));
    }
}
