package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.time.Timed;
import java.util.Collection;
import java.util.List;

/// Measures the layers of all pictures of a room at even intervals. Looks seldom where no picture
/// comes, until somebody says that one does.
final class LayerTicker implements Timed {
    static final long INTERVAL_NANOS = 250_000_000;

    private static final long RESTING_NANOS = 2_000_000_000;

    private final Collection<Participant> participants;
    private final Publication.Listener listener;
    private final EncodingAdvisor advisor;
    private final Deadlines deadlines;
    private boolean resting;
    private long nextNanos;

    /// @param deadlines of the room, which this joins
    LayerTicker(
            Collection<Participant> participants,
            Publication.Listener listener,
            EncodingAdvisor advisor,
            Deadlines deadlines,
            long nowNanos) {
        this.participants = participants;
        this.listener = listener;
        this.advisor = advisor;
        this.deadlines = deadlines;
        nextNanos = nowNanos + INTERVAL_NANOS;
        deadlines.add(this);
    }

    @Override
    public long deadlineNanos() {
        return nextNanos;
    }

    /// A picture comes, or another one.
    void wake(long nowNanos) {
        if (resting) {
            resting = false;
            nextNanos = nowNanos + INTERVAL_NANOS;
            deadlines.update(this);
        }
    }

    @Override
    public void onDeadline(long nowNanos) {
        resting = true;
        for (Participant participant : participants) {
            List<Publication> publications = participant.publications().all();
            for (int i = 0; i < publications.size(); i++) {
                Publication publication = publications.get(i);
                if (publication.source().kind() == MediaKind.VIDEO) {
                    resting &= publication.isResting() && !participant.mirrored();
                    measure(publication, nowNanos);
                }
            }
        }
        nextNanos = nowNanos + (resting ? RESTING_NANOS : INTERVAL_NANOS);
        advisor.advise(nowNanos);
    }

    private void measure(Publication publication, long nowNanos) {
        if (publication.layers().measure(publication.need(), nowNanos)) {
            listener.onSourceChanged(publication, nowNanos);
        }
    }
}
