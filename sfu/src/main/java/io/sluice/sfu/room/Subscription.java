package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.forward.LayerSelector;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;

/// One receiver is sent one publication through one half of a slot, at most in the layers that its
/// network has room for.
final class Subscription implements BandwidthAllocator.Picture {
    /// Whatever there is.
    static final int ALL = LayerSelector.ALL;

    /// Nothing is sent.
    static final int NONE = LayerLadder.NONE;

    private final Publication publication;
    private final SlotHalf half;
    private int allowedLayer = ALL;
    private int allowedTemporalLayer = ALL;

    Subscription(Publication publication, SlotHalf half) {
        this.publication = publication;
        this.half = half;
    }

    Publication publication() {
        return publication;
    }

    void start() {
        publication.router().add(this);
    }

    void end() {
        publication.router().remove(this);
    }

    /// What the receiver's network has room for: a layer of the publication's [LayerLadder], [#ALL]
    /// or [#NONE], and a temporal layer of it or [#ALL].
    @Override
    public void allow(int layer, int temporalLayer, long nowNanos) {
        if (layer != allowedLayer || temporalLayer != allowedTemporalLayer) {
            allowedLayer = layer;
            allowedTemporalLayer = temporalLayer;
            half.onAllowed(this, nowNanos);
        }
    }

    /// A shared screen, and whoever speaks.
    @Override
    public boolean onStage() {
        return hasText() || half.isHeardSpeaking();
    }

    @Override
    public boolean hasText() {
        return publication.source() == TrackSource.SCREEN_SHARE;
    }

    /// Screens, then speakers, then by the size of the tile.
    @Override
    public long importance() {
        long rank = hasText() ? 2 : half.isHeardSpeaking() ? 1 : 0;
        return (rank << Integer.SIZE) + half.pixels();
    }

    @Override
    public int temporalLayers() {
        return Math.max(1, publication.layers().temporalLayers(0));
    }

    @Override
    public long bitrateBps(int layer, int temporalLayer) {
        return publication.layers().bitrateBps(layer, temporalLayer);
    }

    int allowedLayer() {
        return allowedLayer;
    }

    int allowedTemporalLayer() {
        return allowedTemporalLayer;
    }

    /// The layer that fits the tile, whatever the network; [#NONE] while nothing is to be shown.
    @Override
    public int wantedLayer() {
        return half.wantedLayer(this);
    }

    /// The share of what is sent to this receiver that gets lost, 0 where the server adds
    /// redundancy for it.
    double unprotectedLoss() {
        return half.unprotectedLoss();
    }

    /// The layer that is sent now, [#NONE] before the first picture.
    int currentLayer() {
        return half.currentLayer(this);
    }

    /// The encodings that this receiver waits for or is sent, a bit each.
    int neededEncodings() {
        return half.neededEncodings(this);
    }

    /// The encodings whose packets may be of use to it, a bit each.
    int interest() {
        return half.interest(this);
    }

    /// Waits for a picture in this codec, or has one.
    boolean wanted() {
        return half.wants(this);
    }

    boolean supports(Codec codec) {
        return half.out().supports(codec);
    }

    void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        half.onMedia(stream, packet, nowNanos);
    }

    void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        half.onEmpty(stream, sequence, nowNanos);
    }

    void onSourceChanged(long nowNanos) {
        half.onSourceChanged(this, nowNanos);
    }
}
