package io.sluice.bench.sluice;

import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.util.List;

/// This server with one media thread, as users start it.
public final class SluiceKind implements ServerKind {
    @Override
    public String name() {
        return SluiceServer.NAME;
    }

    @Override
    public List<String> settings() {
        return List.of("default");
    }

    @Override
    public ServerUnderTest start(String setting, Site site)
            throws IOException, InterruptedException {
        return new SluiceServer(String.valueOf(site.core()), 1, site.media());
    }
}
