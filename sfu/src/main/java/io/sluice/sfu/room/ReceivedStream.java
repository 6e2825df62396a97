package io.sluice.sfu.room;

import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.FailureHandler;
import io.sluice.sfu.time.Timed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One incoming stream with its place in the room: the publication it belongs to, and its turn
/// among the deadlines.
final class ReceivedStream implements Timed, IncomingRtpStream.Output {
    final IncomingRtpStream stream;
    private final Deadlines deadlines;
    private final RtcpSender feedback;
    private final FailureHandler failures;
    private final Counters counters;
    private final String rid;
    private int encoding;
    private int watchers;
    private @Nullable Publication publication;
    private long queuedNanos = NEVER;
    private @Nullable Throwable bug;

    /// @param encoding index into the encodings of the stream's section
    ReceivedStream(
            IncomingRtpStream stream,
            int encoding,
            Deadlines deadlines,
            RtcpSender feedback,
            FailureHandler failures,
            Counters counters) {
        this.stream = stream;
        this.encoding = encoding;
        rid = stream.section().encodings().get(encoding).rid();
        stream.watched(false);
        this.deadlines = deadlines;
        this.feedback = feedback;
        this.failures = failures;
        this.counters = counters;
    }

    /// Its place among the encodings of its section.
    int encoding() {
        return encoding;
    }

    /// So many more receivers wait for it or are sent it.
    void watch(int more) {
        watchers += more;
        stream.watched(watchers > 0);
        updateDeadline();
    }

    /// Finds its publication again.
    void attach(PublicationTable publications, long nowNanos) {
        Publication now = publications.ofMid(stream.section().mid());
        int place = place();
        if (now == publication && place == encoding) {
            return;
        }
        if (publication != null) {
            publication.onStreamClosed(this, nowNanos);
        }
        publication = now;
        encoding = place;
        if (now != null) {
            now.onStreamOpened(this, nowNanos);
        }
    }

    private int place() {
        List<EncodingParameters> encodings = stream.section().encodings();
        for (int i = 0; i < encodings.size(); i++) {
            if (encodings.get(i).rid().equals(rid)) {
                return i;
            }
        }
        return encoding;
    }

    void end(long nowNanos) {
        if (publication != null) {
            publication.onStreamClosed(this, nowNanos);
            publication = null;
        }
        stream.close();
    }

    /// What its sender is to prepare for, in 256ths: the worst loss among those who hear it and
    /// cannot be helped by redundancy that the server adds. Of pictures nothing: their encoders
    /// have no use for it.
    int fractionLostBeyond() {
        Publication heard = stream.kind() == MediaKind.AUDIO ? publication : null;
        return heard == null ? 0 : LossBeyond.of(heard.router());
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

    /// Something went wrong with what had been taken from this stream before.
    void onBug(Throwable caught, long nowNanos) {
        failures.onFailure(caught, nowNanos);
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
            publication.onMedia(this, packet, nowNanos);
        } catch (RuntimeException | Error caught) {
            bug = caught;
        }
    }

    @Override
    public void onEmpty(IncomingRtpStream from, long sequence, long nowNanos) {
        if (publication != null) {
            publication.onEmpty(this, sequence, nowNanos);
        }
    }
}
