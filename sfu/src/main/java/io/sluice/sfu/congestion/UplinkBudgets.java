package io.sluice.sfu.congestion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The uplinks that receivers of one loop share. Belongs to that loop.
public final class UplinkBudgets {
    /// How the loops of a server hear of each other's receivers behind the same uplink.
    public interface Exchange {
        /// Takes what the receivers of this loop need; [UplinkNeed#NONE] when nobody is left.
        ///
        /// @param uplink equal for the same uplink
        void tell(Object uplink, UplinkNeed own);

        /// What those of the other loops need, an entry for each loop that has some.
        List<UplinkNeed> others(Object uplink);
    }

    /// Of the only loop.
    private static final Exchange ALONE =
            new Exchange() {
                @Override
                public void tell(Object uplink, UplinkNeed own) {}

                @Override
                public List<UplinkNeed> others(Object uplink) {
                    return List.of();
                }
            };

    private final NetworkBudgets budgets;
    private final Exchange exchange;
    private final Map<SharedUplink.Key, SharedUplink> uplinks = new HashMap<>();

    /// The uplinks of one loop among others.
    public UplinkBudgets(NetworkBudgets budgets, Exchange exchange) {
        this.budgets = budgets;
        this.exchange = exchange;
    }

    /// The uplinks of the only loop.
    public static UplinkBudgets alone(NetworkBudgets budgets) {
        return new UplinkBudgets(budgets, ALONE);
    }

    /// Nobody shares anything.
    public static UplinkBudgets none() {
        return alone(NetworkBudgets.NONE);
    }

    /// A place for one receiver, wherever it is.
    public Receiver receiver() {
        return new Receiver();
    }

    /// Uplinks in use.
    int count() {
        return uplinks.size();
    }

    /// One receiver, which may come from another address in a moment.
    public final class Receiver {
        private long high;
        private long low;
        private @Nullable SharedUplink uplink;
        private SharedUplink.@Nullable Seat seat;

        /// What this receiver may be sent, sound included; [CongestionController#MAX_BPS] when it
        /// shares with nobody.
        ///
        /// @param addressHigh of its address as IPv6; both halves are 0 while there is none
        /// @param soundBps what its sound takes, which it gets in any case
        /// @param wantedBps all it wants and its own network may carry; 0 while unknown
        public long share(
                long addressHigh, long addressLow, long soundBps, long wantedBps, long nowNanos) {
            if (addressHigh != high || addressLow != low) {
                leave();
                high = addressHigh;
                low = addressLow;
                join();
            }
            if (uplink == null || seat == null) {
                return CongestionController.MAX_BPS;
            }
            return uplink.share(seat, soundBps, wantedBps, nowNanos);
        }

        private void join() {
            SharedUplink.Key key = budgets.keyOf(high, low);
            if (key.equals(SharedUplink.Key.NONE)) {
                return;
            }
            uplink = uplinks.computeIfAbsent(key, own -> new SharedUplink(own, exchange));
            seat = uplink.join();
        }

        /// It is gone; what it had is for the others.
        public void leave() {
            if (uplink != null && seat != null) {
                uplink.leave(seat);
                if (uplink.isEmpty()) {
                    uplinks.values().remove(uplink);
                }
            }
            uplink = null;
            seat = null;
            high = 0;
            low = 0;
        }
    }
}
