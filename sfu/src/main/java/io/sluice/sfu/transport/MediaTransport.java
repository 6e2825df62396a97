package io.sluice.sfu.transport;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.send.RtpTransmitter;
import java.util.List;

/// A peer's connection as a room sees it. Belongs to one loop.
public interface MediaTransport extends RtpTransmitter {
    /// Our ICE credentials, for the answer.
    IceCredentials localCredentials();

    TransportState state();

    /// The upper half of the peer's address as IPv6, without port. Both halves are 0 before the
    /// first is known, and of a peer that is no further than this process.
    long remoteHigh();

    /// The lower half of the peer's address.
    long remoteLow();

    /// Takes the peer's new credentials; the old ones stay valid until the new are used. DTLS and
    /// SRTP go on.
    ///
    /// @param candidates where the peer is now
    /// @return our new credentials
    IceCredentials restartIce(IceCredentials remote, List<IceCandidate> candidates);

    /// Takes addresses that the peer found after its offer.
    ///
    /// @param remoteUfrag of the credentials they belong to
    void addCandidates(String remoteUfrag, List<IceCandidate> candidates);

    /// Says goodbye to the peer and forgets everything. The listener is not told; it hears only of
    /// an end it did not ask for.
    void close(long nowNanos);
}
