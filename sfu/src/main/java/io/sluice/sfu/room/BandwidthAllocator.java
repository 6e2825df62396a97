package io.sluice.sfu.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shares what one receiver's network carries among the pictures it wants to see.
///
/// Sound is reserved first and never paused. What is on the stage (a shared screen, somebody
/// pinned, the speaker) may rise until it has two thirds of the rest; then everybody gets a first
/// layer, the most important before the others, and so on in rounds. A step up needs a quarter more
/// than it costs, over some seconds, so that the saw-tooth of the estimate shows on no picture;
/// only the first layer of the first picture needs no more than it costs.
final class BandwidthAllocator {
    /// Of a picture for which there is no room, or which is not wanted: -1, as in a subscription.
    static final int NONE = -1;

    /// The network is no longer a new one.
    static final long KNOWN = -1;

    /// There is room for all that is wanted.
    static final int ALL = Integer.MAX_VALUE;

    /// A picture that wants a share. A layer counts from 0, the smallest.
    interface Picture {
        /// Whether it is what the meeting looks at.
        boolean onStage();

        /// Whether sharpness counts for more than motion.
        boolean hasText();

        /// The larger, the sooner it is served.
        long importance();

        /// The layer that fits its tile, [BandwidthAllocator#NONE] when nothing is to be shown.
        int wantedLayer();

        /// How many temporal layers it has, at least 1.
        int temporalLayers();

        /// What these layers cost, bits per second, with those they need; 0 while not known.
        long bitrateBps(int layer, int temporalLayer);

        /// There is room for these layers; [BandwidthAllocator#NONE] as the layer for none,
        /// [BandwidthAllocator#ALL] for whatever is wanted.
        void allow(int layer, int temporalLayer, long nowNanos);
    }

    private static final Comparator<Share> MOST_IMPORTANT =
            Comparator.comparing((Share share) -> !share.picture.onStage())
                    .thenComparing(
                            Comparator.comparingLong((Share share) -> share.picture.importance())
                                    .reversed())
                    .thenComparing(share -> share.rung == NONE); // who is seen stays

    private static final double STAGE_SHARE = 2.0 / 3;
    private static final double HEADROOM = 1.25;

    /// So long the network must have had room before more is sent, in steps.
    private static final long STABLE_NANOS = 2_000_000_000L;

    private static final int STEPS = 8;
    private static final long STEP_NANOS = STABLE_NANOS / STEPS;

    /// Who had to step down stays there so long, unless there is much more room than it takes: then
    /// it was no saw-tooth that took it away.
    private static final long HOLD_NANOS = 5_000_000_000L;

    /// A picture that came back and had to go again before this waits twice as long the next time.
    private static final long STEADY_NANOS = 10_000_000_000L;

    private static final long MAX_HOLD_NANOS = 20_000_000_000L;

    private static final double MUCH_ROOM = 2;

    /// Who sees nothing at all stays so for less.
    private static final long FIRST_HOLD_NANOS = 1_000_000_000;

    /// Where the only picture had to go again before this, the next try waits twice as long,
    /// whoever is in it: on a network too narrow for any picture each try costs words.
    private static final long LASTING_NANOS = 4_000_000_000L;

    /// A picture that comes back begins with a keyframe: one after the other.
    private static final long BACK_NANOS = 300_000_000;

    private static final long MAX_FIRST_HOLD_NANOS = 16_000_000_000L;

    /// So many pictures begin at once, and as they are wanted, over a network of which nothing is
    /// known.
    private static final int AT_ONCE = 4;

    /// Each further one comes so much later: their keyframes would fill a queue all together.
    private static final long APART_NANOS = 40_000_000;

    /// What a layer costs in most cameras, until it is measured.
    private static final long[] USUAL_BPS = {150_000, 500_000, 1_500_000};

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final List<Share> shares = new ArrayList<>();
    private final long[] leastOfStep = new long[STEPS];
    private final long[] leastFreeOfStep = new long[STEPS];
    private long stepNanos = NEVER; // when the newest step began
    private int step;
    private boolean showing;
    private long showingNanos = NEVER; // when the first picture came
    private long blankNanos = NEVER; // when the last one had to go
    private long firstHoldNanos = FIRST_HOLD_NANOS;
    private long backNanos = NEVER; // when one came back
    private boolean queueing; // another one is to come back
    private long startNanos = KNOWN;
    private long roomBps;
    private long freeBps;
    private long risenBps;
    private long usedBps;
    private long desiredBps;

    /// What a picture has, and what it is about to get.
    private static final class Share {
        final Picture picture;
        int rung; // had; NONE for nothing
        int next;
        long backNanos = NEVER;
        long steppedDownNanos = NEVER;
        long holdNanos = HOLD_NANOS;
        boolean gone;

        Share(Picture picture) {
            this.picture = picture;
            // The first layer of something new need not be earned.
            rung = 0;
        }

        int rungs() {
            int layers = picture.wantedLayer() + 1;
            return layers == 0 ? 0 : layers + picture.temporalLayers() - 1;
        }

        /// The ladder: of a picture with text the layers first, else the motion of the smallest.
        int layer(int at) {
            return picture.hasText()
                    ? Math.min(at, picture.wantedLayer())
                    : Math.max(0, at - (picture.temporalLayers() - 1));
        }

        int temporalLayer(int at) {
            return picture.hasText()
                    ? Math.max(0, at - picture.wantedLayer())
                    : Math.min(at, picture.temporalLayers() - 1);
        }

        void steppedDown(long nowNanos) {
            boolean lasted = next != NONE || nowNanos - backNanos >= STEADY_NANOS;
            holdNanos = lasted ? HOLD_NANOS : Math.min(2 * holdNanos, MAX_HOLD_NANOS);
            steppedDownNanos = nowNanos;
        }

        /// Who has all that is wanted is not limited: a tile that grows is served at once.
        int allowedLayer() {
            if (next == NONE) {
                return rungs() == 0 ? ALL : NONE;
            }
            return next == rungs() - 1 ? ALL : layer(next);
        }

        int allowedTemporalLayer() {
            return next == NONE || next == rungs() - 1 ? ALL : temporalLayer(next);
        }

        long bps(int at) {
            if (at < 0) {
                return 0;
            }
            long measured = picture.bitrateBps(layer(at), temporalLayer(at));
            return measured > 0 ? measured : USUAL_BPS[Math.min(layer(at), USUAL_BPS.length - 1)];
        }
    }

    /// What the network would have to carry for all that is wanted, in bits per second, sound
    /// included: a reason to look for more room.
    long desiredBps() {
        return desiredBps;
    }

    /// What was allotted, sound included.
    long usedBps() {
        return usedBps;
    }

    /// Nothing is known of the network yet, so the target means nothing: a few pictures are sent as
    /// they are wanted, the others little and one after the other.
    ///
    /// @param nanos for so long something could be sent, or [#KNOWN] when this is over
    void starting(long nanos) {
        startNanos = nanos;
    }

    /// Decides anew; to be called some times a second, and when the target falls.
    ///
    /// @param pictures all of the receiver; the same object for the same picture
    /// @param targetBps what the network carries
    /// @param audioBps what all sound costs
    void allocate(List<? extends Picture> pictures, long targetBps, long audioBps, long nowNanos) {
        update(pictures);
        noteRoom(targetBps, nowNanos);
        long room = Math.max(0, targetBps - audioBps);
        long roomToRise = Math.max(0, (long) (roomBps / HEADROOM) - audioBps);
        desiredBps = audioBps;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            share.next = NONE;
            desiredBps += share.bps(share.rungs() - 1);
        }
        long used = 0;
        risenBps = 0;
        queueing = false;
        boolean more = true;
        while (more) {
            long before = used;
            used = round(used, true, (long) (STAGE_SHARE * room), roomToRise, nowNanos);
            more = used != before;
        }
        more = true;
        while (more) {
            long before = used;
            used = round(used, false, room, roomToRise, nowNanos);
            more = used != before;
        }
        usedBps = audioBps + used;
        leastFreeOfStep[step] =
                Math.min(leastFreeOfStep[step], (long) (targetBps / HEADROOM) - usedBps);
        if (usedBps < desiredBps) {
            // A step up needs its headroom: who looks for less never finds enough.
            desiredBps = (long) Math.ceil(HEADROOM * desiredBps);
        }
        tell(nowNanos);
    }

    /// One step for each, in the order of importance; what is used then.
    private long round(
            long usedBefore, boolean stageOnly, long room, long roomToRise, long nowNanos) {
        long used = usedBefore;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            int at = share.next + 1;
            if (at >= share.rungs() || (stageOnly && !share.picture.onStage())) {
                continue;
            }
            if (startNanos != KNOWN && !mayStart(i, at)) {
                continue;
            }
            boolean rise = at > share.rung;
            long after = used + Math.max(1, share.bps(at) - share.bps(share.next));
            // One small picture is worth more than a steady nothing.
            boolean needsMore = rise && used > 0;
            boolean fits = after <= (needsMore ? Math.min(room, roomToRise) : room);
            boolean steady = rise && roomToRise < MUCH_ROOM * after;
            boolean waits = fits && steady && waits(share, used, nowNanos);
            if (fits && steady && !waits && needsMore && !stageOnly) {
                waits = isEarly(at, after - used, nowNanos);
            }
            if (fits && !waits) {
                if (needsMore && !stageOnly) {
                    risenBps += after - used;
                    backNanos = at == 0 ? nowNanos : backNanos;
                }
                share.next = at;
                used = after;
            }
        }
        return used;
    }

    /// Whether this picture may have this much by now over a new network.
    private boolean mayStart(int order, int rung) {
        return order < AT_ONCE || (rung == 0 && order < AT_ONCE + startNanos / APART_NANOS);
    }

    /// Whether it had to step down not long ago.
    private boolean waits(Share share, long used, long nowNanos) {
        long until =
                used > 0 ? share.steppedDownNanos + share.holdNanos : blankNanos + firstHoldNanos;
        return nowNanos < until;
    }

    /// Whether the room for a step up has not been free for long, as what somebody has just left:
    /// that may be for the next one on the stage. Those who come back come one by one, and before
    /// anybody gets more.
    private boolean isEarly(int rung, long bps, long nowNanos) {
        queueing |= rung == 0 && nowNanos < backNanos + BACK_NANOS;
        return queueing || risenBps + bps > freeBps;
    }

    private void tell(long nowNanos) {
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.next < share.rung && share.rungs() > share.rung) {
                share.steppedDown(nowNanos);
            } else if (share.next != NONE && share.rung == NONE) {
                share.backNanos = nowNanos;
            }
            share.rung = share.next;
            share.picture.allow(share.allowedLayer(), share.allowedTemporalLayer(), nowNanos);
        }
        noteBlank(nowNanos);
    }

    private void noteBlank(long nowNanos) {
        boolean shows = false;
        boolean wanted = false;
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            shows |= share.rung != NONE;
            wanted |= share.rungs() > 0;
        }
        if (shows && !showing) {
            showingNanos = nowNanos;
        } else if (showing && !shows && wanted) {
            boolean lasted = nowNanos - showingNanos >= LASTING_NANOS;
            firstHoldNanos =
                    lasted ? FIRST_HOLD_NANOS : Math.min(2 * firstHoldNanos, MAX_FIRST_HOLD_NANOS);
            blankNanos = nowNanos;
        }
        showing = shows;
    }

    /// The least of the target over the last seconds, and of what was not allotted of it.
    private void noteRoom(long targetBps, long nowNanos) {
        if (nowNanos - stepNanos >= STABLE_NANOS) {
            // The first time, or nobody has asked for long.
            Arrays.fill(leastOfStep, targetBps);
            Arrays.fill(leastFreeOfStep, targetBps);
            stepNanos = nowNanos;
        }
        while (nowNanos - stepNanos >= STEP_NANOS) {
            stepNanos += STEP_NANOS;
            step = (step + 1) % STEPS;
            leastOfStep[step] = targetBps;
            leastFreeOfStep[step] = Long.MAX_VALUE;
        }
        leastOfStep[step] = Math.min(leastOfStep[step], targetBps);
        roomBps = targetBps;
        freeBps = Long.MAX_VALUE;
        for (int i = 0; i < STEPS; i++) {
            roomBps = Math.min(roomBps, leastOfStep[i]);
            freeBps = Math.min(freeBps, leastFreeOfStep[i]);
        }
    }

    private void update(List<? extends Picture> pictures) {
        for (int i = 0; i < shares.size(); i++) {
            shares.get(i).gone = true;
        }
        for (int i = 0; i < pictures.size(); i++) {
            Share known = shareOf(pictures.get(i));
            if (known == null) {
                shares.add(new Share(pictures.get(i)));
            } else {
                known.gone = false;
            }
        }
        shares.removeIf(share -> share.gone);
        shares.sort(MOST_IMPORTANT);
    }

    @SuppressWarnings("ReferenceEquality") // the same picture is meant
    private @Nullable Share shareOf(Picture picture) {
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            if (share.picture == picture) {
                return share;
            }
        }
        return null;
    }
}
