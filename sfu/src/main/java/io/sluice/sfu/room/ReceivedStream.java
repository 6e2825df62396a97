package io.sluice.sfu.room;

import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import org.jspecify.annotations.Nullable;

/// One incoming stream with its place in the room: the publication it belongs to, and its turn
/// among the deadlines.
final class ReceivedStream implements Timed, IncomingRtpStream.Output {
    final IncomingRtpStream stream;
    private final Deadlines deadlines;
    private final RtcpSender feedback;
    private final Counters counters;
    private @Nullable Publication publication;
    private long queuedNanos = NEVER;
    private @Nullable Throwable bug;

    ReceivedStream(
            IncomingRtpStream stream, Deadlines deadlines, RtcpSender feedback, Counters counters) {
        this.stream = stream;
        this.deadlines = deadlines;
        this.feedback = feedback;
        this.counters = counters;
    }

    /// Finds its publication again.
    void attach(PublicationTable publications, long nowNanos) {
        Publication now = publications.ofMid(stream.section().mid());
        if (now == publication) {
            return;
        }
        if (publication != null) {
            publication.onStreamClosed(this, nowNanos);
        }
        publication = now;
        if (now != null) {
            now.onStreamOpened(this, nowNanos);
        }
    }

    void end(long nowNanos) {
        if (publication != null) {
            publication.onStreamClosed(this, nowNanos);
            publication = null;
        }
        stream.close();
    }

    /// To be called after each packet and each request for a keyframe.
    void updateDeadline() {
        if (stream.deadlineNanos() != queuedNanos) {
            queuedNanos = stream.deadlineNanos();
            deadlines.update(this);
        }
    }

    @Override
    public long deadlineNanos() {
        return stream.deadlineNanos();
    }

    @Override
    public void onDeadline(long nowNanos) {
        stream.onDeadline(nowNanos, feedback);
        feedback.flush();
        queuedNanos = stream.deadlineNanos();
    }

    /// What went wrong behind this stream since the last call, or null.
    @Nullable Throwable takeBug() {
        Throwable taken = bug;
        bug = null;
        return taken;
    }

    /// The history holds the packet already: a bug must not look as if the cell were still the
    /// loop's, or two would use it.
    @Override
    public void onMedia(IncomingRtpStream from, MediaPacket packet, long nowNanos) {
        if (publication == null) {
            counters.drop(DropReason.NOT_PUBLISHED);
            return;
        }
        try {
            publication.onMedia(from, packet, nowNanos);
        } catch (RuntimeException | Error caught) {
            bug = caught;
        }
    }

    @Override
    public void onEmpty(IncomingRtpStream from, long sequence, long nowNanos) {
        if (publication != null) {
            publication.onEmpty(from, sequence, nowNanos);
        }
    }
}
