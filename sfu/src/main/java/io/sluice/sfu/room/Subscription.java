package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;

/// One receiver is sent one publication through one half of a slot.
final class Subscription {
    private final Publication publication;
    private final SlotHalf half;

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
