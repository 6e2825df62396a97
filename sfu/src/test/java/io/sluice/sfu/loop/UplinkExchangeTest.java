package io.sluice.sfu.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.congestion.NetworkBudgets;
import io.sluice.sfu.congestion.UplinkBudgets;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UplinkExchangeTest {
    private static final long TENTH = 100_000_000;
    private static final long SCHOOL = 0xffff_0000_0000L | 0xc633_6407L;
    private static final NetworkBudgets BUDGETS =
            new NetworkBudgets(
                    List.of(
                            NetworkBudgets.Network.of(
                                    InetAddress.ofLiteral("198.51.100.0"), 24, 3_000_000)),
                    0);

    private final UplinkExchange exchange = new UplinkExchange(2);
    private final UplinkBudgets one = new UplinkBudgets(BUDGETS, exchange.of(0));
    private final UplinkBudgets other = new UplinkBudgets(BUDGETS, exchange.of(1));
    private final List<UplinkBudgets.Receiver> all = new ArrayList<>();
    private long now;

    private List<Long> shares(long wanted) {
        List<Long> shares = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            now += TENTH;
            shares.clear();
            for (UplinkBudgets.Receiver each : all) {
                shares.add(each.share(0, SCHOOL, 20_000, wanted, now));
            }
        }
        return shares;
    }

    /// One of four is on a loop by itself: it gets no more than the others.
    @Test
    void receiversOfTwoLoopsShareAsIfTheyWereOnOne() {
        all.add(one.receiver());
        for (int i = 0; i < 3; i++) {
            all.add(other.receiver());
        }
        List<Long> shares = shares(2_000_000);
        assertTrue(shares.stream().mapToLong(share -> share).sum() <= 3_000_000);
        for (long share : shares) {
            assertEquals(750_000, (double) share, 10);
        }
    }

    @Test
    void whoIsGoneFromOneLoopMakesRoomOnTheOther() {
        all.add(one.receiver());
        all.add(other.receiver());
        assertEquals(List.of(1_500_000L, 1_500_000L), shares(3_000_000));
        all.remove(0).leave();
        assertEquals(List.of(3_000_000L), shares(3_000_000));
        all.remove(0).leave();
        assertEquals(0, exchange.count(), "nothing is kept of an uplink that nobody uses");
    }
}
