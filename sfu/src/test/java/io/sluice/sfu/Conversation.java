package io.sluice.sfu;

import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomHandle;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.NetworkBudgets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A process in which two talk, for tests of what a JVM is started with. Says what it talks with,
/// and what arrived.
final class Conversation {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final MediaRights ALL = new MediaRights(EnumSet.allOf(TrackSource.class), true);

    private Conversation() {}

    public static void main(String[] arguments) throws Exception {
        try (MediaPlane plane = MediaPlane.start(config())) {
            System.out.println(plane.implementations());
            RoomHandle room = plane.openRoom("test", _ -> {});
            try (Guest anna = new Guest(room, "anna", 1000, ALL);
                    Guest ben = new Guest(room, "ben", 2000, ALL)) {
                Set<Integer> types = new HashSet<>();
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (types.size() < 2 && System.nanoTime() < deadline) {
                    anna.send();
                    ben.collect(types);
                }
                System.out.println("got " + types.size());
            }
        }
    }

    private static MediaConfig config() {
        return new MediaConfig(
                List.of(InetAddress.ofLiteral("127.0.0.1")),
                0,
                0,
                1,
                List.of(),
                16 << 20,
                1,
                2,
                MediaConfig.DEFAULT_SPREAD_PERCENT,
                true,
                NetworkBudgets.NONE,
                MediaConfig.Ice.LITE);
    }
}
