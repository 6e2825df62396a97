package io.sluice.server.live;

import io.sluice.egress.output.FrameQueue;
import io.sluice.egress.output.FrameSink;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The programs that can be watched from this server, by room, and who may: whoever has an address
/// with a [Capability].
final class Watching implements ProgramViewing {
    /// How long an address holds.
    static final Duration VALIDITY = Duration.ofHours(12);

    /// Players read on for a moment after a program ended, and are told that it did.
    private static final long KEPT_SECONDS = 30;

    private static final int ID_BYTES = 6;

    /// The application of the RTMP port.
    private static final String APPLICATION = "live";

    private final Capability capability;
    private final int maxViewers;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Executor later =
            CompletableFuture.delayedExecutor(KEPT_SECONDS, TimeUnit.SECONDS);
    private final SecureRandom random = new SecureRandom();
    private final Map<String, WatchedProgram> programs = new ConcurrentHashMap<>();

    /// @param maxViewers of one program
    /// @param nanos as `System.nanoTime`
    Watching(Capability capability, int maxViewers, InstantSource clock, LongSupplier nanos) {
        this.capability = capability;
        this.maxViewers = maxViewers;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Screen open(String room) {
        WatchedProgram program = new WatchedProgram(hex(), maxViewers);
        WatchedProgram before = programs.put(room, program);
        if (before != null) {
            before.end();
        }
        return new Shown(room, program);
    }

    /// One program; its address stays the same for half the time that it holds.
    private final class Shown implements Screen {
        private final String room;
        private final WatchedProgram program;
        private String address = "";
        private Instant renewAt = Instant.MIN;

        private Shown(String room, WatchedProgram program) {
            this.room = room;
            this.program = program;
        }

        @Override
        public FrameSink frames() {
            return program;
        }

        @Override
        public int viewers() {
            return program.viewerCount(nowNanos());
        }

        @Override
        public synchronized @Nullable String watch() {
            if (program.hls().isEnded()) {
                return null;
            }
            Instant now = clock.instant();
            if (now.isAfter(renewAt)) {
                String path = URLEncoder.encode(room, StandardCharsets.UTF_8);
                String right = capability.issue(room, now.plus(VALIDITY));
                address = "/hls/" + path + "/index.m3u8?t=" + right;
                renewAt = now.plus(VALIDITY.dividedBy(2));
            }
            return address;
        }

        @Override
        public void close() {
            program.end();
            later.execute(() -> programs.remove(room, program));
        }
    }

    private String hex() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Whether this text is the right to watch this room.
    boolean admits(@Nullable String right, String room) {
        return right != null && capability.admits(right, room, clock.instant());
    }

    Optional<WatchedProgram> find(String room) {
        return Optional.ofNullable(programs.get(room));
    }

    /// How many watch programs of this server now.
    int viewerCount() {
        long now = nowNanos();
        return programs.values().stream().mapToInt(program -> program.viewerCount(now)).sum();
    }

    /// A name for somebody who begins to watch.
    String newViewer() {
        return hex();
    }

    long nowNanos() {
        return nanos.getAsLong();
    }

    /// The frames for a player of the RTMP port that asks for `live/ROOM?t=RIGHT`.
    Optional<FrameQueue> play(String application, String name) {
        int query = name.indexOf("?t=");
        if (!application.equals(APPLICATION) || query < 0) {
            return Optional.empty();
        }
        String room = decoded(name.substring(0, query));
        String right = name.substring(query + 3);
        return admits(right, room)
                ? find(room).flatMap(program -> program.join(nowNanos()))
                : Optional.empty();
    }

    /// Some players escape what is no ASCII, some do not.
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }
}
