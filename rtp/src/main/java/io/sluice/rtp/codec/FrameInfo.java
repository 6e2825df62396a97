package io.sluice.rtp.codec;

/// What a forwarder must know about the frame a packet belongs to; filled by the parsers of this
/// package and reused for every packet.
public final class FrameInfo {
    /// Decode targets, and so chains, of a dependency descriptor end at 32.
    public static final int MAX_CHAINS = 32;

    /// Frames one frame may refer to; encoders use at most eight.
    public static final int MAX_REFERENCES = 16;

    /// VP9 counts spatial layers with three bits.
    public static final int MAX_SPATIAL_LAYERS = 8;

    boolean startOfFrame;
    boolean endOfFrame;
    boolean endOfPicture;
    boolean keyframe;
    boolean layerSync;
    boolean discardable;
    boolean interLayerPredicted;
    boolean interPicturePredicted;
    boolean notUsedByUpperLayer;
    boolean flexibleMode;
    boolean scalabilityStructure;
    int spatialLayer;
    int temporalLayer;
    int spatialLayerCount;
    int temporalLayerCount;
    int pictureId = -1;
    int pictureIdBits;
    int tl0PictureIndex = -1;
    int keyIndex = -1;
    int frameNumber = -1;
    int width;
    int height;
    int headerLength;
    int durationSamples;
    boolean discontinuous;
    boolean hasDependencies;
    int decodeTargetCount;
    long decodeTargetIndications;
    int activeDecodeTargets;
    int chainCount;
    final int[] chainDifferences = new int[MAX_CHAINS];
    int referenceCount;
    final int[] referenceDifferences = new int[MAX_REFERENCES];
    final byte[] decodeTargets = new byte[MAX_CHAINS];
    int sizedLayers;
    final int[] layerWidths = new int[MAX_SPATIAL_LAYERS];
    final int[] layerHeights = new int[MAX_SPATIAL_LAYERS];
    int targets;
    int members;
    int switches;

    /// Back to "nothing known".
    public void reset() {
        startOfFrame = false;
        endOfFrame = false;
        endOfPicture = false;
        keyframe = false;
        layerSync = false;
        discardable = false;
        interLayerPredicted = false;
        interPicturePredicted = false;
        notUsedByUpperLayer = false;
        flexibleMode = false;
        scalabilityStructure = false;
        spatialLayer = 0;
        temporalLayer = 0;
        spatialLayerCount = 0;
        temporalLayerCount = 0;
        pictureId = -1;
        pictureIdBits = 0;
        tl0PictureIndex = -1;
        keyIndex = -1;
        frameNumber = -1;
        width = 0;
        height = 0;
        headerLength = 0;
        durationSamples = 0;
        discontinuous = false;
        hasDependencies = false;
        decodeTargetCount = 0;
        decodeTargetIndications = 0;
        activeDecodeTargets = 0;
        chainCount = 0;
        referenceCount = 0;
        sizedLayers = 0;
        targets = 0;
        members = 0;
        switches = 0;
    }

    /// The packet carries the first bytes of a frame (of a layer frame, where there are spatial
    /// layers). H.264 says so of each packet with a parameter set and again of the first slice.
    public boolean startOfFrame() {
        return startOfFrame;
    }

    /// The packet carries the last bytes of a (layer) frame.
    public boolean endOfFrame() {
        return endOfFrame;
    }

    /// The packet is the last of all spatial layers of one picture: the RTP marker.
    public boolean endOfPicture() {
        return endOfPicture;
    }

    /// A decoder that knows nothing can begin with this packet.
    public boolean keyframe() {
        return keyframe;
    }

    public int spatialLayer() {
        return spatialLayer;
    }

    public int temporalLayer() {
        return temporalLayer;
    }

    /// How many spatial layers the stream has, 0 when this packet does not say.
    public int spatialLayerCount() {
        return spatialLayerCount;
    }

    /// How many temporal layers the stream has, 0 when this packet does not say.
    public int temporalLayerCount() {
        return temporalLayerCount;
    }

    /// A receiver of the lower temporal layers can go up to this one here (VP8 Y, VP9 U).
    public boolean layerSync() {
        return layerSync;
    }

    /// No other frame refers to this one (VP8 N, a dependency descriptor's "discardable").
    public boolean discardable() {
        return discardable;
    }

    /// The frame needs the lower spatial layer of the same picture (VP9 D).
    public boolean interLayerPredicted() {
        return interLayerPredicted;
    }

    /// The frame needs earlier pictures (VP9 P).
    public boolean interPicturePredicted() {
        return interPicturePredicted;
    }

    /// The next spatial layer does not need this frame (VP9 Z).
    public boolean notUsedByUpperLayer() {
        return notUsedByUpperLayer;
    }

    /// VP9's flexible mode (F): references are named in each packet.
    public boolean flexibleMode() {
        return flexibleMode;
    }

    /// The packet describes the layers of the stream (VP9 V, a dependency descriptor's template
    /// structure); a receiver that starts needs it.
    public boolean scalabilityStructure() {
        return scalabilityStructure;
    }

    /// The codec's own picture number, or -1.
    public int pictureId() {
        return pictureId;
    }

    /// 7 or 15, 0 without a picture id.
    public int pictureIdBits() {
        return pictureIdBits;
    }

    /// The number of the temporal base frame this one builds on (TL0PICIDX), or -1.
    public int tl0PictureIndex() {
        return tl0PictureIndex;
    }

    /// VP8's KEYIDX, or -1.
    public int keyIndex() {
        return keyIndex;
    }

    /// The dependency descriptor's 16-bit frame number, or -1.
    public int frameNumber() {
        return frameNumber;
    }

    /// Pixels, 0 when this packet does not say.
    public int width() {
        return width;
    }

    /// Pixels, 0 when this packet does not say.
    public int height() {
        return height;
    }

    /// Bytes of the payload descriptor in front of the codec's own bytes.
    public int headerLength() {
        return headerLength;
    }

    /// Audio: how long the packet plays, at 48 kHz.
    public int durationSamples() {
        return durationSamples;
    }

    /// Audio: the packet only keeps silence alive (DTX).
    public boolean discontinuous() {
        return discontinuous;
    }

    /// A dependency descriptor told the decode targets, chains and references below.
    public boolean hasDependencies() {
        return hasDependencies;
    }

    public int decodeTargetCount() {
        return decodeTargetCount;
    }

    /// What this frame is to a decode target: 0 not present, 1 discardable, 2 switch, 3 required.
    public int decodeTargetIndication(int target) {
        return (int) (decodeTargetIndications >>> (2 * target)) & 3;
    }

    /// Bit `n` is set when decode target `n` is being sent.
    public int activeDecodeTargets() {
        return activeDecodeTargets;
    }

    public int chainCount() {
        return chainCount;
    }

    /// How many frames ago the previous frame of this chain was; 0 when there is none.
    public int chainDifference(int chain) {
        return chainDifferences[chain];
    }

    public int referenceCount() {
        return referenceCount;
    }

    /// How many frames (or VP9 pictures) ago a frame was that this one refers to.
    public int referenceDifference(int reference) {
        return referenceDifferences[reference];
    }

    /// The layers of a decode target, as [LayerGrid#target] counts them.
    public int decodeTarget(int index) {
        return decodeTargets[index];
    }

    /// How many spatial layers' sizes this packet tells, the lowest first.
    public int sizedLayers() {
        return sizedLayers;
    }

    /// Pixels of a spatial layer below [#sizedLayers()].
    public int layerWidth(int spatialLayer) {
        return layerWidths[spatialLayer];
    }

    /// Pixels of a spatial layer below [#sizedLayers()].
    public int layerHeight(int spatialLayer) {
        return layerHeights[spatialLayer];
    }

    /// The targets there are; this and the masks below are filled in by [LayerGrid].
    public int targets() {
        return targets;
    }

    /// The targets that need the frame.
    public int members() {
        return members;
    }

    /// The targets that can be switched to here, if what the frame refers to was received.
    public int switches() {
        return switches;
    }
}
