package io.sluice.sfu.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedUplinkTest {
    private static final long TENTH = 100_000_000;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long SCHOOL = MAPPED | 0xc633_6407L; // 198.51.100.7
    private static final long ELSEWHERE = MAPPED | 0xcb00_7101L; // 203.0.113.1

    private long now;

    private static UplinkBudgets school(long bps) {
        return UplinkBudgets.alone(
                new NetworkBudgets(List.of(network("198.51.100.0", 24, bps)), 0));
    }

    private static NetworkBudgets.Network network(String address, int prefix, long bps) {
        return NetworkBudgets.Network.of(InetAddress.ofLiteral(address), prefix, bps);
    }

    private long share(UplinkBudgets.Receiver receiver, long sound, long wanted) {
        return receiver.share(0, SCHOOL, sound, wanted, now);
    }

    /// Twice, for the first round may not know of all.
    private List<Long> shares(List<UplinkBudgets.Receiver> all, long sound, long... wanted) {
        List<Long> shares = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            shares.clear();
            now += TENTH;
            for (int i = 0; i < all.size(); i++) {
                share(all.get(i), sound, wanted[i]);
            }
            now += TENTH;
            for (int i = 0; i < all.size(); i++) {
                shares.add(share(all.get(i), sound, wanted[i]));
            }
        }
        return shares;
    }

    private static List<UplinkBudgets.Receiver> receivers(UplinkBudgets budgets, int count) {
        List<UplinkBudgets.Receiver> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(budgets.receiver());
        }
        return all;
    }

    @Test
    void whoIsElsewhereSharesWithNobody() {
        UplinkBudgets budgets = school(1_000_000);
        assertEquals(
                CongestionController.MAX_BPS, budgets.receiver().share(0, ELSEWHERE, 1, 1, now));
        assertEquals(
                CongestionController.MAX_BPS, budgets.receiver().share(0, 0, 1, 1, now), "not yet");
        assertEquals(0, budgets.count());
    }

    @Test
    void whoNeedsLittleGetsItAndTheOthersShareTheRest() {
        assertEquals(
                List.of(100_000L, 450_000L, 450_000L),
                shares(receivers(school(1_000_000), 3), 0, 100_000, 800_000, 2_000_000));
    }

    @Test
    void soundOfAllComesFirst() {
        assertEquals(
                List.of(50_000L, 50_000L, 50_000L),
                shares(receivers(school(100_000), 3), 50_000, 900_000, 900_000, 900_000));
    }

    @Test
    void whatNobodyNeedsMayBeTriedByAnybody() {
        assertEquals(
                List.of(400_000L, 600_000L),
                shares(receivers(school(1_000_000), 2), 0, 100_000, 300_000));
    }

    @Test
    void whoLeavesOrMovesMakesRoom() {
        UplinkBudgets budgets = school(900_000);
        List<UplinkBudgets.Receiver> all = receivers(budgets, 3);
        shares(all, 0, 900_000, 900_000, 900_000);
        all.get(2).leave();
        assertEquals(450_000, share(all.get(0), 0, 900_000), "at once");
        long moved = all.get(1).share(0, ELSEWHERE, 0, 900_000, now);
        assertEquals(CongestionController.MAX_BPS, moved);
        assertEquals(900_000, share(all.get(0), 0, 900_000));
        all.get(0).leave();
        assertEquals(0, budgets.count(), "nothing is kept of an uplink that nobody uses");
    }

    @Test
    void theNarrowerNetworkCountsAndEachOtherAddressHasItsOwn() {
        NetworkBudgets budgets =
                new NetworkBudgets(
                        List.of(
                                network("198.51.0.0", 16, 5_000_000),
                                network("198.51.100.7", 32, 1_000_000)),
                        2_000_000);
        assertEquals(1_000_000, budgets.keyOf(0, SCHOOL).bps());
        assertEquals(5_000_000, budgets.keyOf(0, SCHOOL + 1).bps());
        assertEquals(2_000_000, budgets.keyOf(0, ELSEWHERE).bps());
        assertFalse(budgets.keyOf(0, ELSEWHERE).equals(budgets.keyOf(0, ELSEWHERE + 1)));
        long prefix = 0x2001_0db8_0000_0001L;
        assertEquals(budgets.keyOf(prefix, 1), budgets.keyOf(prefix, 2), "one link");
        assertFalse(budgets.keyOf(prefix, 1).equals(budgets.keyOf(prefix + 1, 1)));
    }

    @ParameterizedTest(name = "{0}/{1} holds {2}: {3}")
    @CsvSource({
        "192.0.2.0, 24, 192.0.2.255, true",
        "192.0.2.0, 24, 192.0.3.0, false",
        "192.0.2.1, 32, 192.0.2.1, true",
        "192.0.2.1, 32, 192.0.2.2, false",
        "0.0.0.0, 0, 203.0.113.9, true",
        "0.0.0.0, 0, 2001:db8::1, false",
        "::, 0, 203.0.113.9, true",
        "2001:db8:5::, 48, 2001:db8:5:ffff::1, true",
        "2001:db8:5::, 48, 2001:db8:6::1, false",
        "2001:db8::, 64, 2001:db8::5, true",
        "2001:db8::, 64, 2001:db8:0:1::5, false",
        "2001:db8::1, 128, 2001:db8::1, true",
        "2001:db8::1, 128, 2001:db8::2, false",
        "2001:db8::, 65, 2001:db8::7fff:0:0:1, true",
        "2001:db8::, 65, 2001:db8::8000:0:0:1, false"
    })
    void networksHoldTheirAddresses(String network, int prefix, String address, boolean holds) {
        ByteBuffer bytes = ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress());
        boolean four = bytes.remaining() == 4;
        long high = four ? 0 : bytes.getLong();
        long low = four ? MAPPED | Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
        assertEquals(holds, network(network, prefix, 1).holds(high, low));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0, -1", "192.0.2.0, 33", "2001:db8::, -1", "2001:db8::, 129"})
    void whatIsNoNetworkIsRefused(String address, int prefix) {
        assertThrows(IllegalArgumentException.class, () -> network(address, prefix, 1_000_000));
    }

    @Test
    void addressesAreNotPrinted() {
        NetworkBudgets budgets = new NetworkBudgets(List.of(network("198.51.100.7", 32, 1)), 0);
        assertFalse(budgets.toString().contains("198"), budgets.toString());
        assertFalse(budgets.keyOf(0, SCHOOL).toString().contains(Long.toString(SCHOOL)));
    }

    /// Property: whoever comes, goes and wants what, all of them together keep to the uplink, but
    /// for sound, which each one has.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void togetherTheyKeepToTheUplink(long seed) {
        Random random = new Random(seed);
        UplinkBudgets budgets = school(3_000_000);
        List<UplinkBudgets.Receiver> all = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            if (all.size() < 20 && random.nextInt(3) > 0) {
                all.add(budgets.receiver());
            } else if (!all.isEmpty() && random.nextInt(3) == 0) {
                all.remove(random.nextInt(all.size())).leave();
            }
            long[] wanted = new long[all.size()];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = 40_000L + random.nextInt(2_000_000);
            }
            long sum = 0;
            for (long share : shares(all, 40_000, wanted)) {
                assertTrue(share >= 40_000, "sound");
                sum += share;
            }
            assertTrue(sum <= 3_000_000, "sum " + sum);
            assertTrue(all.isEmpty() || sum > 2_999_000, "left " + (3_000_000 - sum));
        }
    }
}
