package io.sluice.sfu.transport;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection that does not leave this process: no ICE, no DTLS, no transport-wide numbers.
public abstract class LocalTransport implements MediaTransport {
    private static final IceCredentials NO_ICE = new IceCredentials("", "");
    private static final DtlsFingerprint NO_CERTIFICATE = new DtlsFingerprint("", "");

    private final PacketSlab slab;

    /// @param slab of the loop
    protected LocalTransport(PacketSlab slab) {
        this.slab = slab;
    }

    /// What somebody would offer who is connected so.
    public static MediaOffer offer(List<SendSection> sends, List<SlotSection> slots) {
        return new MediaOffer(NO_ICE, NO_CERTIFICATE, DtlsSetup.ACTIVE, sends, slots);
    }

    @Override
    public IceCredentials localCredentials() {
        return NO_ICE;
    }

    @Override
    public long remoteHigh() {
        return 0;
    }

    @Override
    public long remoteLow() {
        return 0;
    }

    @Override
    public IceCredentials restartIce(IceCredentials remote, List<IceCandidate> candidates) {
        return NO_ICE;
    }

    @Override
    public void addCandidates(String remoteUfrag, List<IceCandidate> candidates) {
        // There is nothing to look for.
    }

    @Override
    public @Nullable PacketCell transmitCell() {
        return slab.take(PacketSlab.LARGE_BYTES);
    }

    @Override
    public void discard(PacketCell cell) {
        slab.give(cell);
    }

    @Override
    public int nextTransportSequence() {
        return 0;
    }
}
