package io.sluice.sfu.room;

import io.sluice.sfu.relay.RelayLink;

/// Another part of the same room, on another loop, as this part reaches it. Each part holds all
/// participants: its own with their connections, those of the others as mirrors.
public interface OtherPart {
    /// Where packets for it go.
    RelayLink link();

    /// Posted to it, in order.
    void tell(PartMessage message);
}
