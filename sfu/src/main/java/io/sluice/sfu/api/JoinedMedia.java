package io.sluice.sfu.api;

import java.util.List;

/// The outcome of a negotiation.
public record JoinedMedia(
        MediaAnswer answer, List<PublicationInfo> publications, List<SlotAssignment> slots) {
    public JoinedMedia {
        publications = List.copyOf(publications);
        slots = List.copyOf(slots);
    }
}
