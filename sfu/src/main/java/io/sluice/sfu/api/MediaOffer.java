package io.sluice.sfu.api;

import java.util.List;

/// A participant's offer without SDP, reduced to what the server supports.
///
/// @param candidates where the participant says it can be reached; the best first, and only
///   addresses that may be asked without looking up a name
public record MediaOffer(
        IceCredentials ice,
        DtlsFingerprint fingerprint,
        DtlsSetup setup,
        List<SendSection> sends,
        List<SlotSection> slots,
        List<IceCandidate> candidates) {
    public MediaOffer {
        sends = List.copyOf(sends);
        slots = List.copyOf(slots);
        candidates = List.copyOf(candidates);
    }

    /// An offer that names no candidates: the participant's checks show where it is.
    public MediaOffer(
            IceCredentials ice,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            List<SendSection> sends,
            List<SlotSection> slots) {
        this(ice, fingerprint, setup, sends, slots, List.of());
    }
}
