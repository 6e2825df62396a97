package io.sluice.bench.sluice;

import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// This server, as users start it but for what a comparison is about.
public final class SluiceKind implements ServerKind {
    private static final int ONE_LOOP_PER_ROOM = 100;

    private static final SluiceSettings PLAIN = new SluiceSettings(1, false, ONE_LOOP_PER_ROOM);

    private static final Path JAR = Path.of("server", "target", "sluice.jar");

    private final String name;
    private final Path jar;
    private final SluiceSettings settings;

    private SluiceKind(String name, SluiceSettings settings) {
        this(name, JAR, settings);
    }

    private SluiceKind(String name, Path jar, SluiceSettings settings) {
        this.name = name;
        this.jar = jar;
        this.settings = settings;
    }

    /// One media thread; everything a receiver asks for is sent at once (`media.adapt: false`).
    public static SluiceKind plain() {
        return new SluiceKind("sluice", PLAIN);
    }

    /// The same as it is shipped: estimator, pacer and allocator are at work for each receiver.
    public static SluiceKind adapting() {
        return new SluiceKind("adapt", new SluiceSettings(1, true, ONE_LOOP_PER_ROOM));
    }

    /// The same as [#plain], from another build: what a change has brought.
    public static SluiceKind before(Path jar) {
        return new SluiceKind("before", jar, PLAIN);
    }

    /// Two media threads that share each room.
    public static SluiceKind spreading() {
        return new SluiceKind("sluice", new SluiceSettings(2, false, 0));
    }

    /// Two media threads, each room on one of them.
    public static SluiceKind apart() {
        return new SluiceKind("apart", new SluiceSettings(2, false, ONE_LOOP_PER_ROOM));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean adapts() {
        return settings.adapt();
    }

    @Override
    public List<String> settings() {
        return List.of(settings.adapt() ? "default" : "media.adapt: false");
    }

    @Override
    public SluiceServer start(String setting, Site site) throws IOException, InterruptedException {
        return new SluiceServer(name, jar, String.valueOf(site.core()), settings, site.media());
    }
}
