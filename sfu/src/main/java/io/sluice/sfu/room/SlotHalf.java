package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.forward.Forwarder;
import io.sluice.sfu.forward.LayerSelector;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.send.OutgoingRtpStream;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.send.RtpTransmitter;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The sound or the picture of a slot: one publication after the other through one stream.
///
/// While a picture waits for its first keyframe the one before goes on, so for a while there are
/// two subscriptions; the older one stays a little longer, for its late packets.
final class SlotHalf implements Forwarder.Output, Timed {
    private static final int EVERYTHING = -1;

    /// Text has to be read in a small tile too: a shared screen counts as so many times as large.
    private static final int SCREEN_SCALE = 2;

    private final SlotSection section;
    private final Deadlines deadlines;
    private final Downlink owner;
    private final OutgoingRtpStream out;
    private final Forwarder forwarder;
    private @Nullable Subscription wanted;
    private @Nullable Subscription before;
    private @Nullable Publication sound;
    private final WatchedStreams streams = new WatchedStreams();
    private int viewWidth;
    private int viewHeight;
    private int wantedLayer = LayerLadder.NONE;
    private long queuedNanos = NEVER;

    SlotHalf(
            SlotSection section,
            RoomResources resources,
            Pacer pacer,
            RtpTransmitter transmitter,
            RtcpSender reports,
            SsrcAllocator ssrcs,
            Downlink owner) {
        this.section = section;
        this.deadlines = resources.deadlines();
        this.owner = owner;
        out =
                new OutgoingRtpStream(
                        section,
                        ssrcs.next(),
                        ssrcs.next(),
                        firstSequenceNumber(resources),
                        firstSequenceNumber(resources),
                        pacer,
                        resources.scratch(),
                        transmitter,
                        resources.counters());
        forwarder =
                new Forwarder(
                        out,
                        resources.clock(),
                        reports,
                        canonicalName(section.slot()),
                        resources.random().nextInt());
        deadlines.add(this);
    }

    private static int firstSequenceNumber(RoomResources resources) {
        return resources.random().nextInt(OutgoingRtpStream.MAX_FIRST_SEQUENCE_NUMBER + 1);
    }

    /// Both halves of a slot play together.
    private static byte[] canonicalName(int slot) {
        return ("slot-" + slot).getBytes(StandardCharsets.US_ASCII);
    }

    MediaKind kind() {
        return out.kind();
    }

    OutgoingRtpStream out() {
        return out;
    }

    SlotStream stream() {
        return new SlotStream(
                section.slot(), section.kind(), section.mid(), out.ssrc(), out.rtxSsrc());
    }

    /// The section was negotiated again.
    void section(SlotSection negotiated) {
        out.section(negotiated);
    }

    @Nullable String publicationId() {
        return wanted == null ? null : wanted.publication().id();
    }

    VideoState state() {
        if (wanted == null || !wanted.publication().open()) {
            return VideoState.OFF;
        }
        if (!out.supports(wanted.publication().codec())) {
            return VideoState.UNSUPPORTED_CODEC;
        }
        if (wanted.allowedLayer() == Subscription.NONE) {
            return VideoState.PAUSED;
        }
        return isLive() ? VideoState.LIVE : VideoState.PENDING;
    }

    /// Whether packets come for it, sent or not.
    boolean isFed() {
        return wanted != null && wanted.publication().open() && !wanted.publication().isSilent();
    }

    /// What it is to carry, or null.
    @Nullable Subscription subscription() {
        return wanted;
    }

    /// The sound that belongs to this picture.
    void sound(@Nullable Publication publication) {
        sound = publication;
    }

    /// Whether the one in the picture speaks.
    boolean isHeardSpeaking() {
        return sound != null && sound.voice() != null && sound.voice().speaking();
    }

    /// What gets lost on the way and is not made up for by redundancy, 0 to 1.
    double unprotectedLoss() {
        return out.takesRedundancy() ? 0 : owner.lossRatio();
    }

    /// Of the tile.
    int pixels() {
        return viewWidth * viewHeight;
    }

    boolean wants(Subscription subscription) {
        return wanted == subscription;
    }

    /// The size of the tile in pixels, by which layers are chosen.
    void view(int width, int height) {
        viewWidth = width;
        viewHeight = height;
    }

    /// Carries this publication from now on, or nothing.
    void want(@Nullable Publication publication, long nowNanos) {
        Publication now = wanted == null ? null : wanted.publication();
        if (publication != now) {
            replace(publication);
        }
        follow(nowNanos);
    }

    /// A participant is gone, and with it what may still be on its way.
    void forget(String participantId, long nowNanos) {
        if (wanted != null && wanted.publication().participantId().equals(participantId)) {
            want(null, nowNanos);
        }
        if (before != null && before.publication().participantId().equals(participantId)) {
            endBefore();
            endPicture();
        }
    }

    /// The connection came up or broke off. A picture is asked for when it can be sent, not sooner:
    /// a keyframe that nobody receives would keep the next one waiting.
    void connectionChanged(long nowNanos) {
        follow(nowNanos);
    }

    /// The receiver cannot go on without a keyframe.
    void requestKeyframe(long nowNanos) {
        forwarder.onKeyframeRequest(nowNanos, this);
    }

    void close(long nowNanos) {
        want(null, nowNanos);
        deadlines.remove(this);
    }

    void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        forwarder.onMedia(stream, packet, nowNanos, this);
        updateDeadline();
    }

    void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        forwarder.onEmpty(stream, sequence, nowNanos);
    }

    /// The publication has another stream or codec, or none.
    void onSourceChanged(Subscription subscription, long nowNanos) {
        if (subscription == wanted) {
            follow(nowNanos);
        } else if (subscription == before && before.publication().isSilent()) {
            endPicture();
        }
    }

    /// The network has room for other layers of what is wanted.
    void onAllowed(Subscription subscription, long nowNanos) {
        if (subscription == wanted) {
            follow(nowNanos);
            owner.changed();
        }
    }

    int wantedLayer(Subscription subscription) {
        return subscription == wanted ? wantedLayer : LayerLadder.NONE;
    }

    int currentLayer(Subscription subscription) {
        ReceivedStream shown = streams.of(forwarder.layers().current());
        LayerLadder layers = subscription.publication().layers();
        if (subscription != wanted || shown == null || !layers.holds(shown)) {
            return LayerLadder.NONE;
        }
        return layers.layerOf(shown.encoding(), forwarder.layers().spatialLayer());
    }

    /// Somebody who connects will need it in a moment, so that does not wait for the connection.
    int neededEncodings(Subscription subscription) {
        if (subscription != wanted || wantedLayer == LayerLadder.NONE) {
            return 0;
        }
        LayerLadder layers = subscription.publication().layers();
        int layer = Math.min(wantedLayer, subscription.allowedLayer());
        int needed = layer == Subscription.NONE ? 0 : 1 << layers.encodingOf(layer);
        return needed | streams.watched(layers);
    }

    int interest(Subscription subscription) {
        LayerLadder layers = subscription.publication().layers();
        return subscription == wanted && layers.encodings() > 1
                ? streams.concerned(layers)
                : EVERYTHING;
    }

    @Override
    public void keyframeRequested(IncomingRtpStream stream) {
        ReceivedStream received = streams.of(stream);
        if (received != null) {
            received.updateDeadline();
        }
    }

    @Override
    public void switched(IncomingRtpStream stream, Codec codec) {
        streams.shown(stream);
        updateInterest();
        if (kind() == MediaKind.VIDEO) {
            owner.changed();
        }
    }

    @Override
    public void unsupported(IncomingRtpStream stream, Codec codec) {
        endPicture();
        owner.changed();
    }

    @Override
    public long deadlineNanos() {
        return forwarder.deadlineNanos();
    }

    @Override
    public void onDeadline(long nowNanos) {
        forwarder.onDeadline(nowNanos);
        queuedNanos = forwarder.deadlineNanos();
        if (isLive()) {
            endBefore();
            streams.forgetBefore();
            updateInterest();
        }
    }

    private boolean isLive() {
        IncomingRtpStream shown = forwarder.layers().current();
        return shown != null && shown == forwarder.layers().target();
    }

    private void replace(@Nullable Publication publication) {
        endBefore();
        wantedLayer = LayerLadder.NONE;
        if (publication == null) {
            if (wanted != null) {
                wanted.end();
            }
            wanted = null;
            return;
        }
        before = wanted;
        wanted = new Subscription(publication, this);
        wanted.start();
        if (before != null) {
            before.publication().router().interestChanged(before);
        }
    }

    /// Selects what is to be shown now.
    private void follow(long nowNanos) {
        ReceivedStream received = wanted == null ? null : choose(wanted);
        if (!out.writable()) {
            received = null;
        }
        streams.target(received);
        forwarder.select(received == null ? null : received.stream, nowNanos, this);
        streams.shown(forwarder.layers().current());
        updateInterest();
        updateDeadline();
        if (isFed()) {
            owner.wake(nowNanos);
        }
    }

    /// The encoding that is to be sent, as the tile wants it and the network allows.
    private @Nullable ReceivedStream choose(Subscription subscription) {
        Publication publication = subscription.publication();
        if (!publication.open()) {
            wantedLayer = LayerLadder.NONE;
            return null;
        }
        LayerLadder layers = publication.layers();
        boolean screen = publication.source() == TrackSource.SCREEN_SHARE;
        int scale = screen ? SCREEN_SCALE : 1;
        wantedLayer =
                LayerDemand.of(layers, scale * viewWidth, scale * viewHeight, !screen, wantedLayer);
        int allowed = subscription.allowedLayer();
        int layer =
                allowed == Subscription.NONE
                        ? LayerLadder.NONE
                        : layers.available(Math.min(wantedLayer, allowed), allowed);
        if (layer == LayerLadder.NONE) {
            return null;
        }
        int spatial = layers.encodings() == 1 && layers.isMeasured() ? layer : LayerSelector.ALL;
        forwarder.layers().limit(spatial, subscription.allowedTemporalLayer());
        return layers.stream(layers.encodingOf(layer));
    }

    private void updateInterest() {
        if (wanted != null) {
            wanted.publication().router().interestChanged(wanted);
        }
    }

    private void endBefore() {
        if (before != null) {
            before.end();
            before = null;
        }
    }

    /// What is still shown of the publication before is not to be seen any longer.
    private void endPicture() {
        IncomingRtpStream shown = forwarder.layers().current();
        if (shown != null && shown != forwarder.layers().target()) {
            forwarder.onEnded(shown);
            streams.shown(forwarder.layers().current());
            updateDeadline();
        }
    }

    private void updateDeadline() {
        if (forwarder.deadlineNanos() != queuedNanos) {
            queuedNanos = forwarder.deadlineNanos();
            deadlines.update(this);
        }
    }
}
