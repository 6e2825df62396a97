package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.congestion.BandwidthUsage;
import io.sluice.sfu.congestion.CongestionController;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.send.ReceiverLoss;
import io.sluice.sfu.send.SendController;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import io.sluice.sfu.transport.MediaTransport;
import java.util.ArrayList;
import java.util.List;

/// Keeps what one receiver is sent within what its network carries: asks the estimate ten times a
/// second and lets the allocator share it among the pictures.
///
/// A new connection is not held back for its first second of feedback, unless its network already
/// shows that it is too much: the estimate starts low and rises with the first probes.
final class DownlinkBudget implements Timed {
    private static final long INTERVAL_NANOS = 100_000_000;

    /// Of a receiver for which nothing comes, longer each time: ten thousand of them are a load of
    /// their own.
    private static final long IDLE_NANOS = 1_000_000_000;

    private static final long LONG_IDLE_NANOS = 10_000_000_000L;

    private static final long START_NANOS = 1_000_000_000;
    private static final double HIGH_LOSS = 0.1;

    /// A network may turn out to carry so much more than is known of it.
    private static final double TRIAL = 1.5;

    /// Where there is less, copies of repetitions take the place of sound or of a new picture.
    private static final long ROOM_TO_REPAIR_BPS = 250_000;

    /// Set aside for a voice that is silent, and may begin to speak.
    private static final long SILENT_VOICE_BPS = 10_000;

    private final SendController sending;
    private final MediaTransport transport;
    private final List<SlotHalf> halves;
    private final ReceiverLoss loss;
    private final Deadlines deadlines;
    private final UplinkBudgets.Receiver uplink;
    private final BandwidthAllocator allocator = new BandwidthAllocator();
    private final List<Subscription> pictures = new ArrayList<>();
    private final SoundCost soundCost = new SoundCost();
    private long connectedNanos = NEVER;
    private long firstLimitNanos = NEVER;
    private long intervalNanos = INTERVAL_NANOS;
    private boolean repairing; // for sure,
    private int repaired; // so many halves
    private long nextNanos;

    /// @param transport where the receiver is
    /// @param halves of the receiver, as they are at each time
    /// @param loss of the receiver, as far as queues do not explain it
    /// @param deadlines of the room, which this joins
    /// @param uplinks that receivers share
    DownlinkBudget(
            SendController sending,
            MediaTransport transport,
            List<SlotHalf> halves,
            ReceiverLoss loss,
            Deadlines deadlines,
            UplinkBudgets uplinks) {
        this.sending = sending;
        this.transport = transport;
        this.halves = halves;
        this.loss = loss;
        this.deadlines = deadlines;
        uplink = uplinks.receiver();
        deadlines.add(this);
    }

    /// The receiver is gone.
    void close() {
        deadlines.remove(this);
        uplink.leave();
        sending.close();
    }

    /// Something comes for it from now on.
    void wake(long nowNanos) {
        if (intervalNanos > INTERVAL_NANOS) {
            intervalNanos = INTERVAL_NANOS;
            nextNanos = nowNanos;
            deadlines.update(this);
        }
    }

    /// The receiver's network, and what is sent over it.
    SendController sending() {
        return sending;
    }

    @Override
    public long deadlineNanos() {
        return nextNanos;
    }

    @Override
    public void onDeadline(long nowNanos) {
        boolean idle = true;
        pictures.clear();
        long voices = 0;
        soundCost.begin();
        for (int i = 0; i < halves.size(); i++) {
            SlotHalf half = halves.get(i);
            if (half.kind() == MediaKind.AUDIO) {
                soundCost.add(half.out());
            }
            idle &= !half.isFed();
            Subscription wanted = half.subscription();
            if (wanted == null || !wanted.publication().open()) {
                continue;
            }
            if (wanted.publication().source().audio() == wanted.publication().source()) {
                voices++;
            } else {
                pictures.add(wanted);
            }
        }
        intervalNanos =
                idle ? Math.clamp(2 * intervalNanos, IDLE_NANOS, LONG_IDLE_NANOS) : INTERVAL_NANOS;
        nextNanos = nowNanos + intervalNanos;
        long audioBps = Math.max(voices * SILENT_VOICE_BPS, soundCost.bps(nowNanos));
        boolean limited = limited(nowNanos);
        long targetBps = limited ? sending.congestion().targetBps() : CongestionController.MAX_BPS;
        repairForSure(limited && targetBps >= ROOM_TO_REPAIR_BPS);
        allocator.starting(limited ? BandwidthAllocator.KNOWN : startingNanos(nowNanos));
        long shareBps = shareBps(audioBps, targetBps, nowNanos);
        allocator.allocate(pictures, Math.min(targetBps, shareBps), audioBps, nowNanos);
        // More than its share is not looked for: that would be at the cost of the others.
        sending.desired(idle ? 0 : Math.min(allocator.desiredBps(), shareBps), nowNanos);
    }

    /// What the receiver may have of an uplink it shares. Beyond what its own network carries there
    /// is room to try more.
    private long shareBps(long audioBps, long targetBps, long nowNanos) {
        long most = (long) (TRIAL * targetBps);
        return uplink.share(
                transport.remoteHigh(),
                transport.remoteLow(),
                audioBps,
                Math.min(allocator.desiredBps(), most),
                nowNanos);
    }

    private void repairForSure(boolean hasRoom) {
        boolean lossy = hasRoom && loss.redundancy() == ReceiverLoss.MOST;
        if (lossy == repairing && halves.size() == repaired) {
            return;
        }
        repairing = lossy;
        repaired = halves.size();
        for (int i = 0; i < halves.size(); i++) {
            halves.get(i).out().lossy(lossy);
        }
    }

    /// How long something could be sent.
    private long startingNanos(long nowNanos) {
        if (connectedNanos == NEVER && transport.state() == TransportState.CONNECTED) {
            connectedNanos = nowNanos;
        }
        return connectedNanos == NEVER ? 0 : nowNanos - connectedNanos;
    }

    private boolean limited(long nowNanos) {
        if (!sending.isLimited()) {
            return false;
        }
        if (firstLimitNanos == NEVER) {
            firstLimitNanos = nowNanos;
        }
        CongestionController congestion = sending.congestion();
        return nowNanos - firstLimitNanos >= START_NANOS
                || congestion.usage() == BandwidthUsage.OVERUSING
                || congestion.lossRatio() > HIGH_LOSS;
    }
}
