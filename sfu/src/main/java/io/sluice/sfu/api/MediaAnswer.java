package io.sluice.sfu.api;

import java.util.List;

/// The server's half of a negotiation, to be written as SDP together with the offer it answers.
public record MediaAnswer(
        IceCredentials ice,
        boolean iceLite,
        DtlsFingerprint fingerprint,
        DtlsSetup setup,
        List<IceCandidate> candidates,
        List<SlotStream> slotStreams) {
    public MediaAnswer {
        candidates = List.copyOf(candidates);
        slotStreams = List.copyOf(slotStreams);
    }
}
