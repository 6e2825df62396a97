package io.sluice.sfu.room;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportListener;
import java.util.List;

/// Opens the one connection of a hidden participant: to its tap.
final class TapTransports implements TransportFactory {
    private static final DtlsFingerprint NO_CERTIFICATE = new DtlsFingerprint("sha-256", "");

    private final MediaTap tap;
    private final PacketSlab slab;

    TapTransports(MediaTap tap, PacketSlab slab) {
        this.tap = tap;
        this.slab = slab;
    }

    /// What somebody would offer who only receives, through these.
    static MediaOffer offer(List<SlotSection> slots) {
        return new MediaOffer(
                TapTransport.NO_ICE, NO_CERTIFICATE, DtlsSetup.ACTIVE, List.of(), slots);
    }

    @Override
    public MediaTransport open(
            IceCredentials remote,
            List<IceCandidate> remoteCandidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long nowNanos) {
        return new TapTransport(tap, slab);
    }

    @Override
    public DtlsFingerprint fingerprint() {
        return NO_CERTIFICATE;
    }

    @Override
    public List<IceCandidate> candidates() {
        return List.of();
    }

    @Override
    public IceMode iceMode() {
        return IceMode.LITE;
    }
}
