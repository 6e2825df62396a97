package io.sluice.sfu.relay;

import io.sluice.sfu.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/// Where the packets of one publisher come out on another loop. Made on the publisher's loop, where
/// it is only a name to send to; all else about it belongs to the loop it was made for.
public final class RelayInlet {
    private @Nullable TransportListener listener;

    /// From now on packets go there.
    public void open(TransportListener to) {
        listener = to;
    }

    /// What is still on its way goes nowhere.
    public void close() {
        listener = null;
    }

    @Nullable TransportListener listener() {
        return listener;
    }
}
