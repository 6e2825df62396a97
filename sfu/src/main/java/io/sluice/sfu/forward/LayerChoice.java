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

    private final ForwardedFrames frames = new ForwardedFrames();
    private int maxSpatialLayer = LayerSelector.ALL;
    private int maxTemporalLayer = LayerSelector.ALL;
    private int chosen = NONE;
    private int chosenBefore = NONE;
    private long chosenFrom;
    private int intact;
    private long highest;
    private boolean inPicture;
    private long pictureTimestamp;
    private boolean keyframeNeeded;

    void limit(int spatialLayer, int temporalLayer) {
        maxSpatialLayer = spatialLayer;
        maxTemporalLayer = temporalLayer;
    }

    /// An encoding begins with its next packet.
    void begin() {
        chosen = NONE;
        chosenBefore = NONE;
        chosenFrom = 0;
        intact = 0;
        highest = NONE;
        inPicture = false;
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

    /// Whether the packet is shown.
    boolean shows(MediaPacket packet) {
        FrameInfo frame = packet.frame();
        boolean newest = packet.sequence() > highest;
        if (newest) {
            highest = packet.sequence();
            long timestamp = packet.rtp().timestamp();
            if (!inPicture || timestamp != pictureTimestamp) {
                inPicture = true;
                pictureTimestamp = timestamp;
                // A picture whose first packet is missing is no place to change.
                if (frame.startOfFrame()) {
                    choose(packet, frame);
                }
            }
        }
        int target = targetAt(packet.sequence());
        boolean known = target != NONE && (frame.targets() >>> target & 1) != 0;
        boolean shown = !known || (frame.members() >>> target & 1) != 0;
        note(packet, frame, shown, newest);
        return shown;
    }

    /// Whether a packet that is shown is the last of its picture.
    boolean endsPicture(MediaPacket packet) {
        int target = targetAt(packet.sequence());
        return packet.rtp().marker()
                || (target != NONE
                        && packet.frame().endOfFrame()
                        && packet.frame().spatialLayer() == LayerGrid.spatialLayer(target));
    }

    private int targetAt(long sequence) {
        return sequence >= chosenFrom ? chosen : chosenBefore;
    }

    private void choose(MediaPacket packet, FrameInfo frame) {
        int targets = frame.targets();
        int possible = targets & (intact | (frame.switches() & decodable(packet, frame)));
        int allowed = targets & LayerGrid.upTo(maxSpatialLayer, maxTemporalLayer);
        int best = highest(possible & allowed);
        if (best == NONE) {
            best = leastBeyond(possible);
        }
        if (best == NONE) {
            return;
        }
        int wanted = highest(allowed);
        keyframeNeeded =
                wanted != NONE && LayerGrid.spatialLayer(wanted) != LayerGrid.spatialLayer(best);
        if (best != chosen) {
            chosenBefore = chosen;
            chosenFrom = packet.sequence();
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
        } else if (newest && frame.startOfFrame()) {
            int begun = frame.switches() & decodable(packet, frame);
            intact = packet.startsKeyframe() ? begun : intact | begun;
        }
        if (packet.frameNumber() >= 0) {
            frames.note(packet.frameNumber(), shown);
        }
    }

    /// The targets of which this frame's own references have been shown.
    private int decodable(MediaPacket packet, FrameInfo frame) {
        if (packet.startsKeyframe()) {
            return EVERYTHING;
        }
        if (frame.hasDependencies()) {
            return frames.holdReferencesOf(frame, packet.frameNumber()) ? EVERYTHING : 0;
        }
        // The upper layers of a key picture need the layer below, a step up in time the step below.
        boolean keyPicture = packet.codec() == Codec.VP9 && !frame.interPicturePredicted();
        return intact << (keyPicture ? LayerGrid.MAX_TEMPORAL_LAYERS : 1);
    }

    private static int highest(int mask) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(mask);
    }
}
