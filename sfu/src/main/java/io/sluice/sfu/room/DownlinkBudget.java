package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.congestion.BandwidthUsage;
import io.sluice.sfu.congestion.CongestionController;
import io.sluice.sfu.send.SendController;
import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.List;

/// Keeps what one receiver is sent within what its network carries: asks the estimate ten times a
/// second and lets the allocator share it among the pictures.
///
/// A new connection is not held back for its first second of feedback, unless its network already
/// shows that it is too much: the estimate starts low and rises with the first probes.
final class DownlinkBudget implements Timed {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final long START_NANOS = 1_000_000_000;
    private static final double HIGH_LOSS = 0.1;

    /// Set aside for a voice that is silent, and may begin to speak.
    private static final long SILENT_VOICE_BPS = 10_000;

    private final SendController sending;
    private final List<SlotHalf> halves;
    private final BandwidthAllocator allocator = new BandwidthAllocator();
    private final List<Subscription> pictures = new ArrayList<>();
    private final SoundCost soundCost = new SoundCost();
    private long firstLimitNanos = NEVER;
    private long nextNanos;

    /// @param halves of the receiver, as they are at each time
    DownlinkBudget(SendController sending, List<SlotHalf> halves) {
        this.sending = sending;
        this.halves = halves;
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
        nextNanos = nowNanos + INTERVAL_NANOS;
        pictures.clear();
        long voices = 0;
        soundCost.begin();
        for (int i = 0; i < halves.size(); i++) {
            SlotHalf half = halves.get(i);
            if (half.kind() == MediaKind.AUDIO) {
                soundCost.add(half.out());
            }
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
        long audioBps = Math.max(voices * SILENT_VOICE_BPS, soundCost.bps(nowNanos));
        boolean limited = limited(nowNanos);
        long targetBps = limited ? sending.congestion().targetBps() : CongestionController.MAX_BPS;
        allocator.allocate(pictures, targetBps, audioBps, nowNanos);
        sending.desired(allocator.desiredBps(), nowNanos);
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
