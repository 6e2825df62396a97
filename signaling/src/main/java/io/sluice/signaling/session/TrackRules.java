package io.sluice.signaling.session;

import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import io.sluice.signaling.message.TrackSpec;
import io.sluice.signaling.sdp.ParsedOffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks the tracks a client names against its offer and its rights. Without the right, or while a
/// host holds it, a track comes in muted, whatever the client says.
final class TrackRules {
    private TrackRules() {}

    /// Tracks without the right are accepted in silence: a client learns its rights by joining.
    static List<TrackDescription> joining(
            Participant participant, ParsedOffer offer, List<TrackSpec> specs) {
        return check(participant, offer, specs);
    }

    /// A new track without the right is refused.
    static List<TrackDescription> offering(
            Participant participant, ParsedOffer offer, List<TrackSpec> specs) {
        for (TrackSpec spec : specs) {
            if (!participant.mayPublish(spec.source())
                    && !participant.declared().contains(spec.source())) {
                throw new RejectedException(
                        ErrorCode.NOT_ALLOWED, "You may not publish one of these tracks.");
            }
        }
        return check(participant, offer, specs);
    }

    private static List<TrackDescription> check(
            Participant participant, ParsedOffer offer, List<TrackSpec> specs) {
        Set<String> sending =
                offer.media().sends().stream().map(SendSection::mid).collect(Collectors.toSet());
        Set<String> mids = new HashSet<>();
        Set<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
        List<TrackDescription> tracks = new ArrayList<>();
        for (TrackSpec spec : specs) {
            if (!mids.add(spec.mid()) || !sources.add(spec.source())) {
                throw new RejectedException(
                        ErrorCode.MALFORMED, "A mid or a source is named twice.");
            }
            Optional<MediaKind> kind = offer.sendKind(spec.mid());
            if (kind.isEmpty() || kind.get() != spec.source().kind()) {
                throw new RejectedException(
                        ErrorCode.UNSUPPORTED_MEDIA,
                        "A track's section is missing, of another kind, or without a codec we"
                                + " have.");
            }
            if (sending.contains(spec.mid())) {
                boolean muted =
                        spec.muted()
                                || !participant.mayPublish(spec.source())
                                || participant.held().contains(spec.source());
                tracks.add(new TrackDescription(spec.mid(), spec.source(), muted));
            }
        }
        participant.declared().addAll(sources);
        return tracks;
    }
}
