package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.PublicationInfo;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.room.ActiveSpeakerDetector.Voice;
import org.jspecify.annotations.Nullable;

/// A track of one participant, and the gate in front of everybody else: what is muted or not
/// allowed goes no further than here, whatever the sender does.
final class Publication implements IncomingRtpStream.Output {
    /// Told when what is sent changes in a way that subscribers must know.
    interface Listener {
        /// Another stream, or another codec in it.
        void onSourceChanged(Publication publication, long nowNanos);
    }

    private final String id;
    private final String participantId;
    private final TrackSource source;
    private final Listener listener;
    private final Counters counters;
    private final MediaRouter router = new MediaRouter();
    private final @Nullable Voice voice;
    private SendSection section;
    private boolean permitted;
    private boolean muted;
    private @Nullable ReceivedStream stream;
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
            Counters counters) {
        this.id = id;
        this.participantId = participantId;
        this.source = source;
        this.section = section;
        this.voice = voice;
        this.listener = listener;
        this.counters = counters;
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
        muted = now;
        if (muted && voice != null) {
            voice.onMuted();
        }
    }

    boolean permitted() {
        return permitted;
    }

    void permit(boolean now) {
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

    /// The stream that is forwarded, null until its first packet.
    @Nullable ReceivedStream stream() {
        return stream;
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

    /// A stream of this track began. The first encoding stays the one that is forwarded until it
    /// ends.
    void onStreamOpened(ReceivedStream opened, long nowNanos) {
        if (stream == null) {
            stream = opened;
            listener.onSourceChanged(this, nowNanos);
        }
    }

    void onStreamClosed(ReceivedStream closed, long nowNanos) {
        if (stream == closed) {
            stream = null;
            listener.onSourceChanged(this, nowNanos);
        }
    }

    @Override
    public void onMedia(IncomingRtpStream from, MediaPacket packet, long nowNanos) {
        if (!permitted) {
            counters.drop(DropReason.NOT_ALLOWED);
            return;
        }
        if (muted) {
            counters.drop(DropReason.MUTED);
            return;
        }
        if (packet.codec() != codec) {
            codec = packet.codec();
            listener.onSourceChanged(this, nowNanos);
        }
        if (voice != null) {
            listen(voice, from, packet, nowNanos);
        }
        router.route(from, packet, nowNanos);
    }

    @Override
    public void onEmpty(IncomingRtpStream from, long sequence, long nowNanos) {
        if (open()) {
            router.routeEmpty(from, sequence, nowNanos);
        }
    }

    private static void listen(
            Voice voice, IncomingRtpStream from, MediaPacket packet, long nowNanos) {
        int level = from.audioLevel();
        if (level >= 0) {
            voice.onLevel(level, nowNanos);
        } else {
            voice.onUnmeasured(packet.payload().discontinuous(), nowNanos);
        }
    }
}
