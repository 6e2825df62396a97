package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.room.ActiveSpeakerDetector.Voice;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A track of one participant, and the gate in front of everybody else: what is muted or not
/// allowed goes no further than here, whatever the sender does.
final class Publication {
    /// Told when what is sent changes in a way that subscribers must know.
    interface Listener {
        /// Another stream, or another codec or other layers in one.
        void onSourceChanged(Publication publication, long nowNanos);
    }

    private final String id;
    private final String participantId;
    private final TrackSource source;
    private final Listener listener;
    private final Counters counters;
    private final MediaRouter router;
    private final @Nullable Voice voice;
    private SendSection section;
    private boolean permitted;
    private boolean muted;
    private final LayerLadder layers;
    private final EncodingNeed need;
    private final Map<OtherPart, Integer> neededElsewhere = new HashMap<>();
    private @Nullable Codec codec;
    private @Nullable Codec advised;

    /// @param voice where its loudness is noted, for a microphone
    Publication(
            String id,
            String participantId,
            TrackSource source,
            SendSection section,
            @Nullable Voice voice,
            Listener listener,
            Dealer dealer,
            Counters counters) {
        this.id = id;
        this.participantId = participantId;
        this.source = source;
        this.section = section;
        this.voice = voice;
        this.listener = listener;
        this.counters = counters;
        router = new MediaRouter(dealer);
        layers = new LayerLadder(section.encodings());
        need = new EncodingNeed(layers.encodings());
    }

    String id() {
        return id;
    }

    String participantId() {
        return participantId;
    }

    TrackSource source() {
        return source;
    }

    String mid() {
        return section.mid();
    }

    SendSection section() {
        return section;
    }

    void section(SendSection negotiated) {
        section = negotiated;
        layers.encodings(negotiated.encodings());
        need.encodings(layers.encodings());
    }

    MediaRouter router() {
        return router;
    }

    @Nullable Voice voice() {
        return voice;
    }

    boolean muted() {
        return muted;
    }

    void mute(boolean now) {
        router.settle();
        muted = now;
        if (muted && voice != null) {
            voice.onMuted();
        }
    }

    boolean permitted() {
        return permitted;
    }

    void permit(boolean now) {
        router.settle();
        permitted = now;
        if (!permitted && voice != null) {
            voice.onMuted();
        }
    }

    /// Whether packets go through.
    boolean open() {
        return permitted && !muted;
    }

    PublicationInfo info() {
        return new PublicationInfo(id, source, muted);
    }

    /// What there is to choose from.
    LayerLadder layers() {
        return layers;
    }

    /// What its sender was told to send. The encodings that other parts of the room need, a bit
    /// each.
    int neededElsewhere() {
        int needed = 0;
        for (int mask : neededElsewhere.values()) {
            needed |= mask;
        }
        return needed;
    }

    /// Another part needs these now.
    void neededElsewhere(OtherPart part, int encodings) {
        neededElsewhere.put(part, encodings);
    }

    /// Nobody is there any more who could need anything.
    void forget(OtherPart part) {
        neededElsewhere.remove(part);
    }

    EncodingNeed need() {
        return need;
    }

    /// Whether nothing of it has arrived yet, or nothing will any more.
    boolean isSilent() {
        for (int i = 0; i < layers.encodings(); i++) {
            if (layers.stream(i) != null) {
                return false;
            }
        }
        return true;
    }

    /// Whether nothing of it comes and nothing of it was stopped: there is nothing to measure, and
    /// nothing to ask its sender for.
    boolean isResting() {
        return isSilent() && need.isAllActive();
    }

    /// The codec in use; before the first packet the one the sender prefers.
    Codec codec() {
        return codec == null ? section.codecs().getFirst().codec() : codec;
    }

    /// The codec its sender was last asked for, null when the one in use is right.
    @Nullable Codec advised() {
        return advised;
    }

    void advise(@Nullable Codec wanted) {
        advised = wanted;
    }

    /// A stream of this track began.
    void onStreamOpened(ReceivedStream opened, long nowNanos) {
        router.deal(nowNanos);
        if (layers.opened(opened)) {
            listener.onSourceChanged(this, nowNanos);
        }
    }

    void onStreamClosed(ReceivedStream closed, long nowNanos) {
        router.deal(nowNanos);
        if (layers.closed(closed)) {
            listener.onSourceChanged(this, nowNanos);
        }
    }

    /// A new packet of one of its streams.
    void onMedia(ReceivedStream from, MediaPacket packet, long nowNanos) {
        if (!permitted) {
            counters.drop(DropReason.NOT_ALLOWED);
            return;
        }
        if (muted) {
            counters.drop(DropReason.MUTED);
            return;
        }
        boolean changed = layers.onPacket(from);
        if (packet.codec() != codec && (codec == null || beginsCodec(packet))) {
            codec = packet.codec();
            changed = true;
        }
        if (changed) {
            router.deal(nowNanos);
            listener.onSourceChanged(this, nowNanos);
        }
        if (voice != null) {
            listen(voice, from, packet, nowNanos);
        }
        router.route(from, packet, nowNanos);
    }

    /// A packet of this sequence came but holds no media.
    void onEmpty(ReceivedStream from, long sequence, long nowNanos) {
        if (open()) {
            router.routeEmpty(from, sequence, nowNanos);
        }
    }

    /// The encodings of a picture change their codec one after the other, each with a keyframe.
    private static boolean beginsCodec(MediaPacket packet) {
        return !packet.codec().isVideo() || packet.startsKeyframe();
    }

    private static void listen(
            Voice voice, ReceivedStream from, MediaPacket packet, long nowNanos) {
        int level = from.stream.audioLevel();
        if (level >= 0) {
            voice.onLevel(level, nowNanos);
        } else {
            voice.onUnmeasured(packet.payload().discontinuous(), nowNanos);
        }
    }
}
