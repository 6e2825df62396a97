package io.sluice.sfu.api;

import java.util.Set;

/// What a participant may do with media. Held where packets are forwarded, not only in the page.
///
/// @param publish the sources whose packets are forwarded to others
/// @param subscribe whether anything is forwarded to this participant
public record MediaRights(Set<TrackSource> publish, boolean subscribe) {
    public MediaRights {
        publish = Set.copyOf(publish);
    }
}
