package io.sluice.sfu.transport.ice;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One peer's ICE session: answers its checks, says where to send and how much.
///
/// Sans-IO: time comes in as an argument, everything else goes out through [Output].
public interface IceTransport {
    /// What a call of the session leads to.
    interface Output {
        /// Sends a STUN message.
        void send(byte[] datagram, NetworkPath path);

        /// An address passed its first check. False refuses it: it stays unknown.
        boolean admit(NetworkPath path);

        /// An address is not in use any more.
        void release(NetworkPath path);

        /// Media moves to this address.
        void select(NetworkPath path);

        /// Nothing will ask for these credentials any more.
        void retire(String ufrag);

        /// A STUN message was not taken.
        void drop(DropReason reason);
    }

    /// A STUN message of any kind. The path may be a flyweight.
    void onStun(
            MemorySegment segment,
            long offset,
            int length,
            NetworkPath path,
            long nowNanos,
            Output out);

    /// Bytes that are not STUN have come from a path.
    ///
    /// @return false when no check has passed on that path: the bytes are to be dropped
    boolean onReceived(NetworkPath path, int bytes);

    /// What came on this path was authentic media, which is as good as a check.
    void onAuthenticated(NetworkPath path, long nowNanos, Output out);

    /// Asks for bytes to be sent on a path, and counts them as sent when the answer is yes: it is
    /// no while that path has not proven itself and has got three times what came from it.
    boolean spend(NetworkPath path, int bytes);

    /// Where media goes; null as long as nothing is nominated.
    @Nullable NetworkPath selected();

    /// Whether this path has passed a check, in a form that stays as it is; null when not.
    @Nullable NetworkPath known(NetworkPath path);

    /// When something authentic was heard last; [Timed#NEVER] when nothing ever was.
    long lastHeardNanos();

    /// When something authentic was heard last on this path; [Timed#NEVER] when nothing ever was.
    long lastHeardNanos(NetworkPath path);

    /// The path belongs to another session now.
    void forget(NetworkPath path);

    IceCredentials localCredentials();

    /// Takes a new generation of credentials (RFC 8445 §9). The old one stays valid until the new
    /// one is used. The same remote credentials again change nothing.
    ///
    /// @param candidates of the peer's new offer
    /// @return our credentials for them
    IceCredentials restart(
            IceCredentials remote, List<IceCandidate> candidates, long nowNanos, Output out);

    /// Takes addresses that the peer found after its offer (RFC 8838). In lite mode, and once there
    /// is a way, nobody needs them.
    ///
    /// @param remoteUfrag of the credentials they belong to
    void addCandidates(String remoteUfrag, List<IceCandidate> candidates);

    long deadlineNanos();

    void onDeadline(long nowNanos, Output out);

    /// The session is over.
    void close();
}
