package io.sluice.sfu.send;

import io.sluice.sfu.congestion.ProbeCluster;
import org.jspecify.annotations.Nullable;

/// Neither probes nor padding.
enum NothingToProbe implements PacketPacer.Probing {
    INSTANCE;

    @Override
    public @Nullable ProbeCluster takeProbe() {
        return null;
    }

    @Override
    public int pad(int bytes, long nowNanos) {
        return 0;
    }
}
