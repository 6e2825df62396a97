package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.time.Timed;
import java.util.Collection;

/// Measures the layers of all pictures of a room at even intervals.
final class LayerTicker implements Timed {
    static final long INTERVAL_NANOS = 250_000_000;

    private final Collection<Participant> participants;
    private final Publication.Listener listener;
    private final EncodingAdvisor advisor;
    private long nextNanos;

    LayerTicker(
            Collection<Participant> participants,
            Publication.Listener listener,
            EncodingAdvisor advisor,
            long nowNanos) {
        this.participants = participants;
        this.listener = listener;
        this.advisor = advisor;
        nextNanos = nowNanos + INTERVAL_NANOS;
    }

    @Override
    public long deadlineNanos() {
        return nextNanos;
    }

    @Override
    public void onDeadline(long nowNanos) {
        nextNanos = nowNanos + INTERVAL_NANOS;
        for (Participant participant : participants) {
            for (Publication publication : participant.publications().all()) {
                boolean video = publication.source().kind() == MediaKind.VIDEO;
                if (video && publication.layers().measure(publication.need(), nowNanos)) {
                    listener.onSourceChanged(publication, nowNanos);
                }
            }
        }
        advisor.advise(nowNanos);
    }
}
