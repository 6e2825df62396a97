package io.sluice.bench.load;

import io.sluice.bench.server.Picture;
import io.sluice.rtp.SequenceUnwrapper;
import io.sluice.sfu.api.MediaKind;

/// What a receiver knows of one stream that it is sent.
final class ReceivedStream {
    final long ssrc;
    final MediaKind kind;

    /// Whose packets these are, as their content says; a slot may change it.
    final Publisher publisher;

    private final Picture picture;
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private long highest = -1;
    private long highestAt; // packets that the publisher had sent then
    private long reportNtp;
    private long reportArrivedNanos;

    /// @param picture which of the publisher's it is, when it is one
    ReceivedStream(long ssrc, MediaKind kind, Publisher publisher, Picture picture) {
        this.ssrc = ssrc;
        this.kind = kind;
        this.publisher = publisher;
        this.picture = picture;
    }

    void onPacket(int sequenceNumber) {
        highest = Math.max(highest, unwrapper.unwrap(sequenceNumber));
        highestAt = sent();
    }

    private long sent() {
        return kind == MediaKind.VIDEO ? publisher.videoSent(picture) : publisher.audioSent();
    }

    /// The highest sequence that can have come: seen, or counted in the kernel since.
    long highest() {
        return highest + sent() - highestAt;
    }

    void onSenderReport(long ntpMiddle, long nowNanos) {
        reportNtp = ntpMiddle;
        reportArrivedNanos = nowNanos;
    }

    long reportNtp() {
        return reportNtp;
    }

    /// Since the last sender report, in 65,536ths of a second (RFC 3550 §6.4.1).
    long sinceReport(long nowNanos) {
        return reportNtp == 0 ? 0 : (nowNanos - reportArrivedNanos) * 65_536 / 1_000_000_000L;
    }
}
