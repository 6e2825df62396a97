package io.sluice.sfu.api;

import java.util.List;

/// A participant's offer without SDP, reduced to what the server supports.
public record MediaOffer(
        IceCredentials ice,
        DtlsFingerprint fingerprint,
        DtlsSetup setup,
        List<SendSection> sends,
        List<SlotSection> slots) {
    public MediaOffer {
        sends = List.copyOf(sends);
        slots = List.copyOf(slots);
    }
}
