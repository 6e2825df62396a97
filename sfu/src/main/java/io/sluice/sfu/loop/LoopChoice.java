package io.sluice.sfu.loop;

import java.util.Arrays;

/// Decides which loop serves a newcomer to a room. Pure.
public final class LoopChoice {
    /// Another loop must be so much less busy, in percent of its time, to be worth the relay.
    private static final int WORTH_PERCENT = 10;

    private LoopChoice() {}

    /// Returns the number of the loop.
    ///
    /// @param home number of the loop the room began on
    /// @param busyPercent of each loop's last second
    /// @param people connected to each loop
    /// @param spreadPercent home is the choice up to here; with 0 rooms are spread from the start,
    ///   evenly by people
    public static int of(int home, int[] busyPercent, long[] people, int spreadPercent) {
        if (spreadPercent == 0) {
            return least(home, people);
        }
        if (busyPercent[home] <= spreadPercent) {
            return home;
        }
        int least = least(home, Arrays.stream(busyPercent).asLongStream().toArray());
        return busyPercent[home] - busyPercent[least] >= WORTH_PERCENT ? least : home;
    }

    private static int least(int home, long[] values) {
        int least = home;
        for (int i = 0; i < values.length; i++) {
            least = values[i] < values[least] ? i : least;
        }
        return least;
    }
}
