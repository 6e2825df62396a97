package io.sluice.signaling.message;

import io.sluice.sfu.api.TrackSource;

/// Says which track a media section of the offer carries.
public record TrackSpec(String mid, TrackSource source, boolean muted) {
    public TrackSpec {
        mid = Checks.identifier(mid, "mid");
        source = Checks.required(source, "source");
    }
}
