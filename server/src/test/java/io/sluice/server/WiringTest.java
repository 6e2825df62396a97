package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ServerConfig;
import io.sluice.sfu.MediaConfig;
import io.sluice.signaling.session.SignalingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the operator sets is what each plane gets.
class WiringTest {
    private final ServerConfig config =
            new ConfigLoader()
                    .set("limits.rooms", 11)
                    .set("limits.participants", 12)
                    .set("limits.participantsPerRoom", 13)
                    .set("limits.connections", 14)
                    .set("limits.messagesPerSecond", 15)
                    .set("limits.messageBurst", 16)
                    .set("media.packetMemoryMegabytes", 17)
                    .set("media.loops", 18)
                    .set("media.adapt", true)
                    .set("media.addressBudgets", List.of("198.51.100.7=1000", "::/0=1900"))
                    .set("media.budgetPerAddress", 300)
                    .load();

    @Test
    void theControlPlaneGetsEachLimit() {
        assertEquals(
                new SignalingConfig.Limits(11, 12, 13, 14, 15, 16),
                Wiring.signaling(config, "0123456789abcdef").limits());
    }

    @Test
    void theMediaPlaneGetsItsOwn() {
        MediaConfig media = Wiring.media(config, 1);
        assertEquals(11, media.maxRooms());
        assertEquals(13, media.maxParticipants());
        assertEquals(17L << 20, media.packetMemoryBytes());
        assertEquals(18, media.loops());
        assertEquals(300_000, media.uplinks().eachAddressBps());
        assertEquals(1_000_000, media.uplinks().networks().getFirst().bps());
        assertEquals(1_900_000, media.uplinks().networks().getLast().bps());
    }
}
