package io.sluice.sfu.forward;

import io.sluice.rtp.codec.FrameInfo;
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

    private @Nullable IncomingRtpStream current;
    private @Nullable IncomingRtpStream target;
    private int maxSpatialLayer = ALL;
    private int maxTemporalLayer = ALL;
    private int spatialLayer = ALL;
    private int temporalLayer = ALL;

    /// What is shown, or null.
    public @Nullable IncomingRtpStream current() {
        return current;
    }

    /// What is to be shown, or null.
    public @Nullable IncomingRtpStream target() {
        return target;
    }

    /// Wants another source, or none.
    void target(@Nullable IncomingRtpStream stream) {
        target = stream;
        if (stream == null) {
            current = null;
        }
    }

    /// Wants at most these layers; going down is quick, going up waits for a place where one may.
    public void limit(int maxSpatialLayer, int maxTemporalLayer) {
        this.maxSpatialLayer = maxSpatialLayer;
        this.maxTemporalLayer = maxTemporalLayer;
    }

    /// What is shown broke off; it has to begin again like a new source.
    void interrupt() {
        current = null;
    }

    /// The target began with this packet.
    void begun(IncomingRtpStream stream) {
        current = stream;
        spatialLayer = maxSpatialLayer;
        temporalLayer = maxTemporalLayer;
    }

    Decision decide(IncomingRtpStream stream, MediaPacket packet) {
        if (stream == current) {
            return packet.codec().isVideo() ? layers(packet) : Decision.PASS;
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
        FrameInfo frame = packet.frame();
        return packet.rtp().marker()
                || (frame.endOfFrame()
                        && spatialLayer != ALL
                        && frame.spatialLayer() == spatialLayer);
    }

    private Decision layers(MediaPacket packet) {
        FrameInfo frame = packet.frame();
        if (frame.startOfFrame()) {
            adapt(packet, frame);
        }
        return frame.spatialLayer() > spatialLayer || frame.temporalLayer() > temporalLayer
                ? Decision.LEAVE_OUT
                : Decision.PASS;
    }

    private void adapt(MediaPacket packet, FrameInfo frame) {
        if (packet.startsKeyframe()) {
            spatialLayer = maxSpatialLayer;
            temporalLayer = maxTemporalLayer;
            return;
        }
        spatialLayer = Math.min(spatialLayer, maxSpatialLayer);
        temporalLayer = Math.min(temporalLayer, maxTemporalLayer);
        boolean mayRise = frame.layerSync() && frame.temporalLayer() == temporalLayer + 1;
        if (mayRise && frame.temporalLayer() <= maxTemporalLayer) {
            temporalLayer = frame.temporalLayer();
        }
    }
}
