package io.sluice.sfu.transport;

import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import java.util.List;

/// Opens connections on one loop.
public interface TransportFactory {
    /// Opens a connection to the peer of an offer; it comes up by itself when the peer starts.
    ///
    /// @param remote the peer's ICE credentials
    /// @param remoteCandidates where the peer's offer says it is
    /// @param fingerprint of the certificate the peer has to show
    /// @param setup the role the peer's offer names; towards `PASSIVE` we start the handshake
    /// @throws io.sluice.sfu.api.MediaException `OVERLOADED` when there are too many that never
    ///   connected
    MediaTransport open(
            IceCredentials remote,
            List<IceCandidate> remoteCandidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long nowNanos);

    /// Of our certificate.
    DtlsFingerprint fingerprint();

    /// Where this loop can be reached.
    List<IceCandidate> candidates();

    /// Who looks for the way to a peer.
    IceMode iceMode();
}
