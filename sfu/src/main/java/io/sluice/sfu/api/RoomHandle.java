package io.sluice.sfu.api;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A room of the media plane. Safe to call from any thread; each call is posted to the room's loop
/// and answered by a future, which fails with a [MediaException].
public interface RoomHandle {
    /// Takes a participant in: negotiates its connection, publishes its tracks, assigns its slots.
    ///
    /// Tracks whose source the rights do not hold are negotiated but never forwarded.
    CompletableFuture<JoinedMedia> join(
            String participantId,
            MediaRights rights,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view);

    /// Takes a further offer of a participant: more slots, more or fewer tracks, an ICE restart
    /// (other credentials). A change of DTLS fingerprint is refused. `tracks` is the whole list:
    /// what is missing from it is unpublished.
    CompletableFuture<JoinedMedia> renegotiate(
            String participantId, MediaOffer offer, List<TrackDescription> tracks);

    /// Gives a participant a new connection in place of the old one, which is closed: its page was
    /// loaded anew, or the old connection is no more. Everything else stays: its place, its rights,
    /// the slots in which others see it and the ids of its publications; what was muted stays
    /// muted. `view` is as in `join`, for its own slots are new.
    CompletableFuture<JoinedMedia> rejoin(
            String participantId,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view);

    /// Takes in a hidden participant of this server, who only receives and whom nobody sees: what
    /// it is sent goes decrypted to `tap`. It leaves by [#leave].
    ///
    /// @param slots what it can receive, without header extensions; the numbers are its own
    CompletableFuture<List<SlotAssignment>> tap(
            String participantId, List<SlotSection> slots, List<SlotView> view, MediaTap tap);

    /// Asks for a keyframe in the stream that a participant is sent under this SSRC.
    CompletableFuture<Void> requestKeyframe(String participantId, long ssrc);

    /// Where else a participant can be reached, found after its offer. Only a server that looks for
    /// its peers needs to know ([IceMode#FULL]).
    ///
    /// @param ufrag of the offer that these belong to; those of an older one are of no use
    CompletableFuture<Void> addCandidates(
            String participantId, String ufrag, List<IceCandidate> candidates);

    CompletableFuture<Void> unpublish(String participantId, Set<TrackSource> sources);

    /// Replaces what the named slots show; slots that are not named stay as they are.
    CompletableFuture<Void> setView(String participantId, List<SlotView> view);

    /// Opens or closes the gate of a publication: while muted, nothing of it is forwarded.
    CompletableFuture<Void> setMuted(String participantId, TrackSource source, boolean muted);

    CompletableFuture<Void> setRights(String participantId, MediaRights rights);

    CompletableFuture<Void> leave(String participantId);

    /// Closes the room and every connection in it.
    CompletableFuture<Void> close();
}
