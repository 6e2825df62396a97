package io.sluice.sfu.room;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.transport.TransportFactory;
import java.util.random.RandomGenerator;

/// What a room borrows from its loop.
///
/// @param adapts whether each receiver is held to what its network carries
/// @param uplinks that receivers share, if it adapts
/// @param random unpredictable: SSRCs and first sequence numbers come from it
public record RoomResources(
        TransportFactory transports,
        Deadlines deadlines,
        PacketSlab slab,
        HistoryBudget histories,
        PacketScratch scratch,
        Counters counters,
        ServerClock clock,
        boolean adapts,
        UplinkBudgets uplinks,
        RandomGenerator random) {
    /// The same, with deadlines of the room's own.
    RoomResources with(Deadlines own) {
        return new RoomResources(
                transports,
                own,
                slab,
                histories,
                scratch,
                counters,
                clock,
                adapts,
                uplinks,
                random);
    }
}
