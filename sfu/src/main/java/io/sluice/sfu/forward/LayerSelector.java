package io.sluice.sfu.forward;

import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import org.jspecify.annotations.Nullable;

/// Decides for each packet of the sources of a slot whether it is shown: which encoding, and which
/// spatial and temporal layers of it.
///
/// An encoding of the same camera and the camera of another participant are the same to it: it
/// shows the old one until the new one can begin.
public final class LayerSelector {
    /// Every layer there is.
    public static final int ALL = Integer.MAX_VALUE;

    /// What becomes of a packet.
    public enum Decision {
        /// It is shown.
        PASS,
        /// It belongs to what is shown, but is left out on purpose.
        LEAVE_OUT,
        /// It can be the first of the wanted source.
        BEGIN,
        /// It belongs to nothing that is shown.
        IGNORE
    }

    private final LayerChoice layers = new LayerChoice();
    private @Nullable IncomingRtpStream current;
    private @Nullable IncomingRtpStream target;

    /// What is shown, or null.
    public @Nullable IncomingRtpStream current() {
        return current;
    }

    /// What is to be shown, or null.
    public @Nullable IncomingRtpStream target() {
        return target;
    }

    /// The spatial layer of the encoding that is shown, -1 before its first packet.
    public int spatialLayer() {
        return layers.spatialLayer();
    }

    /// The temporal layer up to which frames are shown, -1 before the first packet.
    public int temporalLayer() {
        return layers.temporalLayer();
    }

    /// Wants another source, or none.
    void target(@Nullable IncomingRtpStream stream) {
        target = stream;
        if (stream == null) {
            current = null;
        }
    }

    /// Wants at most these layers of the encoding; going down is quick, going up waits for a place
    /// where one may.
    public void limit(int maxSpatialLayer, int maxTemporalLayer) {
        layers.limit(maxSpatialLayer, maxTemporalLayer);
    }

    /// What is shown broke off; it has to begin again like a new source.
    void interrupt() {
        current = null;
    }

    /// The target begins with this packet.
    void begun(IncomingRtpStream stream) {
        current = stream;
        layers.begin();
    }

    /// The layers wanted of what is shown cannot be reached without a keyframe.
    boolean keyframeNeeded() {
        return current != null && current == target && layers.keyframeNeeded();
    }

    Decision decide(IncomingRtpStream stream, MediaPacket packet) {
        if (stream == current) {
            return !packet.codec().isVideo() || layers.shows(packet)
                    ? Decision.PASS
                    : Decision.LEAVE_OUT;
        }
        if (stream != target) {
            return Decision.IGNORE;
        }
        return !packet.codec().isVideo() || packet.startsKeyframe()
                ? Decision.BEGIN
                : Decision.IGNORE;
    }

    /// Whether the packet ends the picture for this receiver.
    boolean endsPicture(MediaPacket packet) {
        return layers.endsPicture(packet);
    }
}
