package io.sluice.sfu.forward;

import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.LayerGrid;
import io.sluice.sfu.receive.MediaPacket;

/// Chooses the layers of the encoding that is shown, picture by picture: as good as allowed of what
/// the receiver can decode with what it has been sent.
///
/// A target of the [LayerGrid] is *intact* while every frame it needs was shown since a place where
/// it can be begun. Down is therefore possible at once as far as the codec keeps the lower layers
/// apart from the higher ones, up where the sender says so, and anything on a keyframe.
final class LayerChoice {
    private static final int NONE = -1;
    private static final int EVERYTHING = -1;

    /// Choices that late packets still find: more than there can be while one is repaired.
    private static final int CHANGES = 16;

    /// Nothing late is later than ten seconds; a timestamp so far off begins a new count.
    private static final int MAX_STEP = 900_000;

    private final ForwardedFrames frames = new ForwardedFrames();
    private int maxSpatialLayer = LayerSelector.ALL;
    private int maxTemporalLayer = LayerSelector.ALL;
    private int chosen = NONE;
    // Without memory until the first choice: most slots make none.
    private int[] chosenBefore = SequenceMap.NOTHING;
    private int[] chosenUntil = SequenceMap.NOTHING;
    private int changes;
    private int intact;
    private boolean begun;
    private boolean described;
    private long highestSequence = NONE;
    private boolean lowerLayersShared; // the upper ones need them in all pictures
    private int newestTimestamp;
    private boolean shownInPicture;
    private int missedInPicture; // the targets that need what was left out of it
    private boolean keyframeNeeded;

    void limit(int spatialLayer, int temporalLayer) {
        maxSpatialLayer = spatialLayer;
        maxTemporalLayer = temporalLayer;
    }

    /// An encoding begins with its next packet.
    void begin() {
        chosen = NONE;
        changes = 0;
        intact = 0;
        begun = false;
        described = false;
        highestSequence = NONE;
        lowerLayersShared = false;
        keyframeNeeded = false;
        frames.reset();
    }

    /// What is wanted cannot be reached but by a keyframe.
    boolean keyframeNeeded() {
        return keyframeNeeded;
    }

    /// The spatial layer that is being shown, -1 before the first packet.
    int spatialLayer() {
        return chosen == NONE ? NONE : LayerGrid.spatialLayer(chosen);
    }

    /// The temporal layer up to which frames are shown, -1 before the first packet.
    int temporalLayer() {
        return chosen == NONE ? NONE : LayerGrid.temporalLayer(chosen);
    }

    /// Whether the packet is shown. A picture is decided on with its first packet to arrive,
    /// whichever that is, and while nothing of it is shown it can still be begun with an upper
    /// layer.
    boolean shows(MediaPacket packet) {
        FrameInfo frame = packet.frame();
        if (frame.hasDependencies()) {
            described = true;
        } else if (described) {
            // Its descriptor could not be read: there is nothing to say against it.
            return true;
        }
        doubtWhatIsMissing(packet.sequence(), frame);
        int timestamp = (int) packet.rtp().timestamp();
        int step = timestamp - newestTimestamp;
        if (!begun || step > 0 || step < -MAX_STEP) {
            begun = true;
            newestTimestamp = timestamp;
            forgetOldChanges();
            shownInPicture = false;
            missedInPicture = 0;
            choose(packet, frame);
        } else if (step == 0 && !shownInPicture) {
            choose(packet, frame);
        }
        int target = targetAt(timestamp);
        boolean known = target != NONE && (frame.targets() >>> target & 1) != 0;
        boolean shown = !known || (frame.members() >>> target & 1) != 0;
        boolean newest = timestamp == newestTimestamp;
        shownInPicture |= newest && shown;
        missedInPicture |= newest && !shown ? frame.members() : 0;
        note(packet, frame, shown, newest);
        return shown;
    }

    /// Whether a packet that is shown is the last of its picture.
    boolean endsPicture(MediaPacket packet) {
        int target = targetAt((int) packet.rtp().timestamp());
        return packet.rtp().marker()
                || (target != NONE
                        && packet.frame().endOfFrame()
                        && packet.frame().spatialLayer() == LayerGrid.spatialLayer(target));
    }

    /// A packet that has not come yet can be of a frame that will be left out, so that what needs
    /// it is no longer intact, and nobody can tell before it comes. What needs nothing but frames
    /// that are shown stays so.
    private void doubtWhatIsMissing(long sequence, FrameInfo frame) {
        if (frame.spatialLayer() == 0 && !frame.keyframe()) {
            lowerLayersShared = (frame.members() & ~LayerGrid.ofSpatialLayer(0)) != 0;
        }
        if (highestSequence != NONE && sequence > highestSequence + 1 && chosen != NONE) {
            int spatial = LayerGrid.spatialLayer(chosen);
            int lower = LayerGrid.upTo(spatial, LayerGrid.temporalLayer(chosen));
            intact &= lowerLayersShared ? lower : lower & LayerGrid.ofSpatialLayer(spatial);
        }
        highestSequence = Math.max(highestSequence, sequence);
    }

    /// Timestamps wrap, and a sender may begin to count anew.
    private void forgetOldChanges() {
        int newest = changes == 0 ? newestTimestamp : chosenUntil[(changes - 1) % CHANGES];
        if (Math.abs(newestTimestamp - newest) > MAX_STEP) {
            changes = 0;
        }
    }

    /// What was chosen for the picture of this timestamp: no picture is shown in part.
    private int targetAt(int timestamp) {
        int target = chosen;
        for (int i = changes - 1; i >= 0 && i >= changes - CHANGES; i--) {
            int at = i % CHANGES;
            if (timestamp - chosenUntil[at] >= 0) {
                break;
            }
            target = chosenBefore[at];
        }
        return target;
    }

    private void choose(MediaPacket packet, FrameInfo frame) {
        int targets = frame.targets();
        int current = chosen == NONE ? 0 : 1 << chosen;
        int begins = frame.switches() & decodable(packet, frame) & ~missedInPicture;
        int possible = targets & (intact | current | begins);
        int allowed = targets & LayerGrid.upTo(maxSpatialLayer, maxTemporalLayer);
        int best = highest(possible & allowed);
        if (best == NONE) {
            best = leastBeyond(possible);
        }
        if (best == NONE) {
            return;
        }
        intact |= begins & LayerGrid.ofSpatialLayer(LayerGrid.spatialLayer(best));
        int wanted = highest(allowed);
        keyframeNeeded =
                wanted != NONE && LayerGrid.spatialLayer(wanted) != LayerGrid.spatialLayer(best);
        if (best != chosen) {
            if (chosenBefore.length == 0) {
                chosenBefore = new int[CHANGES];
                chosenUntil = new int[CHANGES];
            }
            chosenBefore[changes % CHANGES] = chosen;
            chosenUntil[changes % CHANGES] = newestTimestamp;
            changes++;
            chosen = best;
        }
    }

    /// Nothing that is allowed can be decoded: the smallest picture there is, as seldom as allowed.
    private int leastBeyond(int possible) {
        if (possible == 0) {
            return NONE;
        }
        int spatial = LayerGrid.spatialLayer(Integer.numberOfTrailingZeros(possible));
        int row = possible & LayerGrid.ofSpatialLayer(spatial);
        int best = highest(row & LayerGrid.upTo(spatial, maxTemporalLayer));
        return best == NONE ? Integer.numberOfTrailingZeros(row) : best;
    }

    private void note(MediaPacket packet, FrameInfo frame, boolean shown, boolean newest) {
        if (!shown) {
            intact &= ~frame.members();
        } else if (newest) {
            // A layer is begun by a frame of its own: those above may still be left out.
            int own = LayerGrid.ofSpatialLayer(frame.spatialLayer());
            intact |= own & frame.switches() & decodable(packet, frame);
        }
        if (packet.frameNumber() >= 0) {
            frames.note(packet.frameNumber(), shown);
        }
    }

    /// The targets of which this frame's own references have been shown.
    private int decodable(MediaPacket packet, FrameInfo frame) {
        if (frame.hasDependencies()) {
            return frames.holdReferencesOf(frame, packet.frameNumber()) ? EVERYTHING : 0;
        }
        if (packet.codec() != Codec.VP9) {
            return frame.keyframe() ? EVERYTHING : intact << 1;
        }
        if (frame.interPicturePredicted()) {
            return intact << 1; // a step up in time needs the step below
        }
        // The upper layers of a key picture need the layer below.
        return frame.spatialLayer() == 0 ? EVERYTHING : intact << LayerGrid.MAX_TEMPORAL_LAYERS;
    }

    private static int highest(int mask) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(mask);
    }
}
