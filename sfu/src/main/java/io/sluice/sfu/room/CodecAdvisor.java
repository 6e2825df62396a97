package io.sluice.sfu.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomListener;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Notices when a publication is sent in a codec that somebody who should see it cannot decode, and
/// says which one more of them could.
final class CodecAdvisor {
    private final Collection<Participant> participants;
    private final RoomListener listener;

    CodecAdvisor(Collection<Participant> participants, RoomListener listener) {
        this.participants = participants;
        this.listener = listener;
    }

    void advise() {
        for (Participant participant : participants) {
            for (Publication publication : participant.publications().all()) {
                if (publication.source().kind() == MediaKind.VIDEO && publication.open()) {
                    advise(publication);
                }
            }
        }
    }

    private void advise(Publication publication) {
        Codec better = better(publication);
        if (better != null && better != publication.advised()) {
            listener.onEvent(
                    new RoomEvent.CodecWanted(
                            publication.participantId(), publication.source(), better));
        }
        publication.advise(better);
    }

    /// The codec that most of those who watch can decode, if these are more than now; null
    /// otherwise.
    private static @Nullable Codec better(Publication publication) {
        int most = supporters(publication, publication.codec());
        Codec better = null;
        for (CodecParameters parameters : publication.section().codecs()) {
            int supporters = supporters(publication, parameters.codec());
            if (supporters > most) {
                most = supporters;
                better = parameters.codec();
            }
        }
        return better;
    }

    private static int supporters(Publication publication, Codec codec) {
        int supporters = 0;
        for (int i = 0; i < publication.router().count(); i++) {
            Subscription subscription = publication.router().at(i);
            supporters += subscription.wanted() && subscription.supports(codec) ? 1 : 0;
        }
        return supporters;
    }
}
