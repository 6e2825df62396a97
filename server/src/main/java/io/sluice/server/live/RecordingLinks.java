package io.sluice.server.live;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Addresses by which whoever may record a room lists, downloads and deletes its recordings in a
/// browser, whose downloads carry no token. Whoever has the address has the right, for its room and
/// for some hours.
public final class RecordingLinks {
    /// An address is the same for so long, and holds for as long after.
    private static final Duration SPAN = Duration.ofHours(6);

    private static final String PATH = "/api/recordings?room=";

    /// No room has this in its name: the right to watch a room is none to its recordings.
    private static final String PURPOSE = "\0recordings";

    private final Capability capability;
    private final InstantSource clock;

    RecordingLinks(Capability capability, InstantSource clock) {
        this.capability = capability;
        this.clock = clock;
    }

    /// The path of the list of a room's recordings.
    String path(String room) {
        long span = SPAN.toSeconds();
        long until = (clock.instant().getEpochSecond() / span + 2) * span;
        String right = capability.issue(room + PURPOSE, Instant.ofEpochSecond(until));
        return PATH + URLEncoder.encode(room, StandardCharsets.UTF_8) + "&t=" + right;
    }

    /// Whether this text is the right to this room's recordings.
    boolean admits(@Nullable String right, String room) {
        return right != null && capability.admits(right, room + PURPOSE, clock.instant());
    }
}
