package io.sluice.bench.peer;

import io.sluice.bench.server.ServerKind;
import io.sluice.bench.server.ServerUnderTest;
import io.sluice.bench.server.Site;
import java.io.IOException;
import java.util.List;

/// Janus as Debian ships it, in each of its settings.
public final class JanusKind implements ServerKind {
    @Override
    public String name() {
        return JanusServer.NAME;
    }

    @Override
    public List<String> settings() throws IOException {
        if (!JanusProcess.installed()) {
            throw new IOException(
                    "Janus is not installed: apt-get install --no-install-recommends janus"
                            + " libtcmalloc-minimal4");
        }
        return JanusSetting.all(JanusProcess.tcmalloc().isPresent()).stream()
                .map(JanusSetting::name)
                .toList();
    }

    @Override
    public ServerUnderTest start(String setting, Site site)
            throws IOException, InterruptedException {
        if (site.media().isLoopbackAddress()) {
            throw new IOException(
                    "Janus takes no media on a loopback interface: give --media-address another"
                            + " address of this machine, as ./sluice bench does");
        }
        return JanusServer.start(JanusSetting.of(setting), site);
    }
}
