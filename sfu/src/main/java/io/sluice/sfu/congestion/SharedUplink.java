package io.sluice.sfu.congestion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Receivers of one loop that come over one uplink, and what each of them may be sent: sound of all
/// first, the rest in fair shares by need.
///
/// Belongs to one loop. Receivers of other loops behind the same uplink are known by what their
/// loops tell. Rates in bits per second.
final class SharedUplink {
    /// So often shares are found anew; at once when somebody comes or goes.
    static final long INTERVAL_NANOS = 100_000_000;

    /// What is assumed of somebody new until it is known.
    private static final long FIRST_BPS = 300_000;

    private static final long NEVER = Long.MIN_VALUE / 2;

    /// What an uplink is called: its network, as IPv6, and what it carries.
    record Key(long high, long low, int prefix, long bps) {
        /// Of receivers that share with nobody.
        static final Key NONE = new Key(0, 0, 0, 0);

        /// Addresses of people do not reach a log by accident.
        @Override
        public String toString() {
            return "Key[/" + prefix + "]";
        }
    }

    /// One receiver's place.
    static final class Seat {
        private long soundBps;
        private long wantedBps = FIRST_BPS;
        private long shareBps;
    }

    private final Key key;
    private final UplinkBudgets.Exchange exchange;
    private final List<Seat> seats = new ArrayList<>();
    private long[] wanted = new long[8];
    private long[] weights = new long[8];
    private long[] shares = new long[8];
    private long sharedNanos = NEVER;

    SharedUplink(Key key, UplinkBudgets.Exchange exchange) {
        this.key = key;
        this.exchange = exchange;
    }

    Seat join() {
        Seat seat = new Seat();
        seats.add(seat);
        sharedNanos = NEVER;
        return seat;
    }

    void leave(Seat seat) {
        seats.remove(seat);
        sharedNanos = NEVER;
        if (seats.isEmpty()) {
            exchange.tell(key, UplinkNeed.NONE);
        }
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /// What a receiver may be sent, sound included.
    ///
    /// @param soundBps what its sound takes, never more than it may be sent
    /// @param wantedBps all it wants and its own network may carry, sound included; 0 while unknown
    long share(Seat seat, long soundBps, long wantedBps, long nowNanos) {
        seat.soundBps = soundBps;
        seat.wantedBps = wantedBps == 0 ? FIRST_BPS : Math.max(0, wantedBps - soundBps);
        if (nowNanos - sharedNanos >= INTERVAL_NANOS) {
            sharedNanos = nowNanos;
            shareAll();
        }
        return seat.soundBps + seat.shareBps;
    }

    private void shareAll() {
        int count = seats.size();
        grow(count);
        long room = ownPart();
        for (int i = 0; i < count; i++) {
            Seat seat = seats.get(i);
            room -= seat.soundBps;
            wanted[i] = seat.wantedBps;
            weights[i] = 1;
        }
        long left = FairShares.fill(room, wanted, weights, shares, count);
        for (int i = 0; i < count; i++) {
            // What nobody needs now may be tried by anybody.
            seats.get(i).shareBps = shares[i] + left / count;
        }
    }

    /// What of the uplink is for this loop, sound included.
    private long ownPart() {
        long sound = 0;
        long more = 0;
        for (Seat seat : seats) {
            sound += seat.soundBps;
            more += seat.wantedBps;
        }
        exchange.tell(key, new UplinkNeed(seats.size(), sound, more));
        List<UplinkNeed> needs = exchange.others(key);
        int count = needs.size() + 1;
        grow(count);
        long room = key.bps - sound;
        wanted[0] = more;
        weights[0] = seats.size();
        long receivers = seats.size();
        for (int i = 1; i < count; i++) {
            UplinkNeed need = needs.get(i - 1);
            room -= need.soundBps();
            wanted[i] = need.wantedBps();
            weights[i] = need.receivers();
            receivers += need.receivers();
        }
        long left = FairShares.fill(room, wanted, weights, shares, count);
        return sound + shares[0] + left * seats.size() / receivers;
    }

    private void grow(int count) {
        if (wanted.length < count) {
            wanted = Arrays.copyOf(wanted, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
            shares = Arrays.copyOf(shares, 2 * count);
        }
    }
}
