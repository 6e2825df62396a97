package io.sluice.sfu.room;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Pii;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.transport.LocalTransport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A room of the media plane: its participants, what they publish, and who is sent what.
///
/// Lives on one loop and is touched by nothing else. A bug that shows here closes this room alone.
public final class Room {
    /// The number of the part that is there as long as the room.
    public static final int HOME = 0;

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    private final String name;
    private final RoomResources resources;
    private final RoomLimits limits;
    private final RoomListener listener;
    private final Deadlines deadlines;
    private final Map<String, Participant> participants = new LinkedHashMap<>();
    private final ActiveSpeakerDetector speakers = new ActiveSpeakerDetector();
    private final SlotPlanner planner = new SlotPlanner(participants);
    private final CodecAdvisor codecs;
    private final EncodingAdvisor encodings;
    private final LayerTicker layers;
    private final Publishing publishing;
    private final Parts parts = new Parts();
    private final Mirrors mirrors;
    private final int part;
    private final Events events = new Events();
    private long joins;
    private final Runnable onClosed;
    private boolean closed;

    /// A room on one loop.
    ///
    /// @param name for diagnosis
    /// @param listener told what happens, on the loop
    /// @param onClosed called once, when nothing of the room is left
    public Room(
            String name,
            RoomResources loop,
            RoomLimits limits,
            RoomListener listener,
            Runnable onClosed,
            long nowNanos) {
        this(name, HOME, loop, limits, listener, onClosed, nowNanos);
    }

    /// One part of a room that is spread over loops.
    ///
    /// @param part its number in the room; [#HOME] tells who speaks
    public Room(
            String name,
            int part,
            RoomResources loop,
            RoomLimits limits,
            RoomListener listener,
            Runnable onClosed,
            long nowNanos) {
        this.name = name;
        this.part = part;
        this.onClosed = onClosed;
        this.limits = limits;
        this.listener = listener;
        deadlines = loop.deadlines().child(this::onBug);
        resources = loop.with(deadlines);
        publishing =
                new Publishing(
                        part == HOME ? "t-" : "t-" + part + "-",
                        speakers,
                        events,
                        new Dealer(deadlines, resources.counters()),
                        resources.counters(),
                        this::tell);
        mirrors = new Mirrors(participants, publishing, resources, events);
        codecs = new CodecAdvisor(participants.values(), this::tell);
        encodings = new EncodingAdvisor(participants.values(), this::tell, mirrors);
        layers = new LayerTicker(participants.values(), events, encodings, deadlines, nowNanos);
        deadlines.add(new SpeakerTicker(speakers, events, nowNanos));
        resources.counters().add(Count.ROOMS, part == HOME ? 1 : 0);
    }

    public int size() {
        return participants.size();
    }

    /// See [io.sluice.sfu.api.RoomHandle#join].
    public JoinedMedia join(
            String participantId,
            MediaRights rights,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view,
            long nowNanos) {
        checkFree(participantId);
        if (participants.size() >= limits.maxParticipants()) {
            throw new MediaException(Reason.ROOM_FULL, "the room takes no more participants");
        }
        OfferChecks.check(offer, tracks, limits);
        Participant participant =
                admit(participantId, rights, offer, network(offer, nowNanos), nowNanos);
        negotiate(participant, offer.sends(), offer.slots(), tracks, Map.of(), nowNanos);
        parts.joined(participant);
        participant.downlink().view(view);
        replan(participant, nowNanos);
        return participant.joined(offer, resources.transports());
    }

    /// See [io.sluice.sfu.api.RoomHandle#renegotiate].
    public JoinedMedia renegotiate(
            String participantId, MediaOffer offer, List<TrackDescription> tracks, long nowNanos) {
        Participant participant = participant(participantId);
        if (participant.transportState() == TransportState.CLOSED) {
            throw new MediaException(Reason.CONNECTION_CLOSED, "there is nothing to go on with");
        }
        if (!offer.fingerprint().equals(participant.fingerprint())) {
            throw new MediaException(Reason.FINGERPRINT_CHANGED, "another DTLS fingerprint");
        }
        OfferChecks.check(offer, tracks, limits);
        participant.credentials(offer);
        negotiate(participant, offer.sends(), offer.slots(), tracks, Map.of(), nowNanos);
        parts.renegotiated(participant);
        replan(participant, nowNanos);
        return participant.joined(offer, resources.transports());
    }

    /// See [io.sluice.sfu.api.RoomHandle#rejoin].
    public JoinedMedia rejoin(
            String participantId,
            MediaOffer offer,
            List<TrackDescription> tracks,
            List<SlotView> view,
            long nowNanos) {
        Participant old = participant(participantId);
        OfferChecks.check(offer, tracks, limits);
        Participant participant =
                participant(
                        participantId,
                        old.joinOrder(),
                        old.rights(),
                        offer,
                        network(offer, nowNanos),
                        nowNanos);
        participants.put(participantId, participant);
        publishing.succeed(old, participant, tracks, Map.of());
        open(participant, offer.sends(), offer.slots(), nowNanos);
        parts.joined(participant);
        participant.downlink().view(view);
        replan(participant, nowNanos);
        old.close(nowNanos);
        return participant.joined(offer, resources.transports());
    }

    /// See [io.sluice.sfu.api.RoomHandle#tap].
    public List<SlotAssignment> tap(
            String participantId,
            List<SlotSection> slots,
            List<SlotView> view,
            MediaTap tap,
            long nowNanos) {
        checkFree(participantId);
        MediaOffer offer = LocalTransport.offer(List.of(), slots);
        OfferChecks.check(offer, List.of(), limits);
        Participant participant =
                admit(
                        participantId,
                        new MediaRights(Set.of(), true),
                        offer,
                        _ -> new TapTransport(tap, resources.slab()),
                        nowNanos);
        open(participant, offer.sends(), offer.slots(), nowNanos);
        tap.onStreams(participant.downlink().streams());
        participant.downlink().view(view);
        replan(participant, nowNanos);
        return participant.downlink().assignments();
    }

    /// See [io.sluice.sfu.api.RoomHandle#requestKeyframe].
    public void requestKeyframe(String participantId, long ssrc, long nowNanos) {
        SlotHalf half = participant(participantId).downlink().halfOf(ssrc);
        if (half != null) {
            half.requestKeyframe(nowNanos);
        }
    }

    /// See [io.sluice.sfu.api.RoomHandle#addCandidates].
    public void addCandidates(String participantId, String ufrag, List<IceCandidate> candidates) {
        participant(participantId).addCandidates(ufrag, candidates);
    }

    /// See [io.sluice.sfu.api.RoomHandle#unpublish].
    public void unpublish(String participantId, Set<TrackSource> sources, long nowNanos) {
        Participant participant = participant(participantId);
        publishing.unpublish(participant, sources, nowNanos);
        parts.unpublished(participant, sources);
        replan(null, nowNanos);
    }

    /// See [io.sluice.sfu.api.RoomHandle#setView].
    public void setView(String participantId, List<SlotView> view, long nowNanos) {
        participant(participantId).downlink().view(view);
        replan(null, nowNanos);
    }

    /// See [io.sluice.sfu.api.RoomHandle#setMuted].
    public void setMuted(String participantId, TrackSource source, boolean muted, long nowNanos) {
        Participant participant = participant(participantId);
        Publication publication = participant.publications().of(source);
        if (publication == null) {
            throw new MediaException(Reason.UNKNOWN_TRACK, "there is no " + source);
        }
        if (publication.muted() == muted) {
            return;
        }
        publication.mute(muted);
        parts.muted(participant, source, muted);
        if (publication.permitted()) {
            tell(new RoomEvent.PublicationChanged(participantId, publication.info()));
        }
        replan(null, nowNanos);
    }

    /// See [io.sluice.sfu.api.RoomHandle#setRights].
    public void setRights(String participantId, MediaRights rights, long nowNanos) {
        Participant participant = participant(participantId);
        participant.rights(rights);
        publishing.permit(participant);
        parts.rightsChanged(participant);
        replan(null, nowNanos);
    }

    /// See [io.sluice.sfu.api.RoomHandle#leave].
    public void leave(String participantId, long nowNanos) {
        Participant participant = participant(participantId);
        remove(participant, nowNanos);
        parts.left(participant);
        replan(null, nowNanos);
    }

    /// Another part of this room was opened; it hears of everybody here.
    public void addPart(OtherPart other) {
        if (!closed) {
            parts.add(other, participants.values());
        }
    }

    /// A part of this room is no more.
    public void removePart(OtherPart other, long nowNanos) {
        if (!closed) {
            parts.remove(other, participants.values());
            mirrors.removePart(other, nowNanos);
        }
    }

    /// Another part of this room tells what changed there.
    public void onMessage(OtherPart from, PartMessage message, long nowNanos) {
        if (!closed) {
            mirrors.onMessage(from, message, nowNanos);
        }
    }

    /// Closes every connection; nothing is told any more.
    public void close(long nowNanos) {
        if (closed) {
            return;
        }
        closed = true;
        for (Participant participant : List.copyOf(participants.values())) {
            try {
                remove(participant, nowNanos);
            } catch (RuntimeException | Error bug) {
                LOG.error("room={} event=close_failed the others are closed", Pii.mark(name), bug);
            }
        }
        deadlines.close();
        resources.counters().add(Count.ROOMS, part == HOME ? -1 : 0);
        onClosed.run();
    }

    /// A bug showed while this room was served: it is logged, the room is closed, and the control
    /// plane told.
    public void onBug(Throwable bug, long nowNanos) {
        LOG.error("room={} event=room_failed a bug closed it", Pii.mark(name), bug);
        resources.counters().add(Count.FAILURES, 1);
        fail(bug, nowNanos);
    }

    private void fail(Throwable bug, long nowNanos) {
        if (closed) {
            return;
        }
        try {
            close(nowNanos);
        } finally {
            listener.onEvent(new RoomEvent.RoomFailed(String.valueOf(bug)));
        }
    }

    /// Nothing is told of a room that is closed.
    private void tell(RoomEvent event) {
        if (!closed) {
            listener.onEvent(event);
        }
    }

    /// Takes a newcomer of this part in.
    private Participant admit(
            String id,
            MediaRights rights,
            MediaOffer offer,
            Participant.Connector connector,
            long nowNanos) {
        Participant participant = participant(id, joins++, rights, offer, connector, nowNanos);
        participants.put(id, participant);
        resources.counters().add(Count.PARTICIPANTS, 1);
        return participant;
    }

    private Participant participant(
            String id,
            long joinOrder,
            MediaRights rights,
            MediaOffer offer,
            Participant.Connector connector,
            long nowNanos) {
        return new Participant(
                id, joinOrder, rights, offer, connector, resources, events, events, nowNanos);
    }

    private Participant.Connector network(MediaOffer offer, long nowNanos) {
        return own ->
                resources
                        .transports()
                        .open(
                                offer.ice(),
                                offer.candidates(),
                                offer.fingerprint(),
                                offer.setup(),
                                own,
                                nowNanos);
    }

    /// @param ids of publications that another part of the room made
    private void negotiate(
            Participant participant,
            List<SendSection> sends,
            List<SlotSection> slots,
            List<TrackDescription> tracks,
            Map<TrackSource, String> ids,
            long nowNanos) {
        participant.sections(sends);
        publishing.replace(participant, tracks, ids);
        open(participant, sends, slots, nowNanos);
    }

    /// Lets media through as it was negotiated.
    private void open(
            Participant participant,
            List<SendSection> sends,
            List<SlotSection> slots,
            long nowNanos) {
        participant.uplink().sections(sends, nowNanos);
        participant.downlink().sections(slots);
        publishing.permit(participant);
    }

    private void remove(Participant participant, long nowNanos) {
        participants.remove(participant.id());
        resources.counters().add(Count.PARTICIPANTS, participant.mirrored() ? 0 : -1);
        for (Publication publication : participant.publications().all()) {
            participant.publications().remove(publication.source());
            if (closed) {
                continue;
            }
            publishing.retire(participant, publication);
        }
        for (Participant other : participants.values()) {
            other.downlink().forget(participant.id(), nowNanos);
        }
        participant.close(nowNanos);
    }

    /// Assigns everybody's slots anew and tells whom something changed for.
    ///
    /// @param silent who hears of it otherwise
    private void replan(@Nullable Participant silent, long nowNanos) {
        planner.plan(nowNanos);
        tellAllChanges(silent);
        encodings.advise(nowNanos);
    }

    private void tellAllChanges(@Nullable Participant silent) {
        for (Participant participant : participants.values()) {
            if (participant == silent) {
                participant.downlink().takeChanges();
            } else {
                tellChanges(participant.downlink());
            }
        }
        codecs.advise();
    }

    private void tellChanges(Downlink downlink) {
        List<SlotAssignment> changed = downlink.takeChanges();
        if (!changed.isEmpty()) {
            tell(new RoomEvent.SlotsChanged(downlink.participantId(), changed));
        }
    }

    private Participant participant(String id) {
        checkOpen();
        Participant participant = participants.get(id);
        if (participant == null) {
            throw new MediaException(Reason.UNKNOWN_PARTICIPANT, "nobody of this id");
        }
        return participant;
    }

    private void checkFree(String id) {
        checkOpen();
        if (participants.containsKey(id)) {
            throw new MediaException(Reason.DUPLICATE_PARTICIPANT, "already in the room");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new MediaException(Reason.ROOM_CLOSED, "the room is closed");
        }
    }

    /// What the parts of the room tell it.
    private final class Events
            implements Participant.Owner,
                    Publication.Listener,
                    Downlink.Listener,
                    SpeakerTicker.Listener,
                    Mirrors.Owner {
        @Override
        public void onTransportChanged(
                Participant participant, TransportState state, long nowNanos) {
            if (!participant.mirrored()) {
                tell(new RoomEvent.TransportChanged(participant.id(), state));
                parts.stateChanged(participant);
            }
            if (state == TransportState.CLOSED) {
                // The place stays: a new connection may come, and who leaves is said by leave.
                participant.close(nowNanos);
            } else {
                participant.downlink().connectionChanged(nowNanos);
            }
            replan(nowNanos);
        }

        @Override
        public void onBug(Throwable bug, long nowNanos) {
            Room.this.onBug(bug, nowNanos);
        }

        @Override
        public void onFailure(Throwable failure, long nowNanos) {
            fail(failure, nowNanos);
        }

        @Override
        public void onSourceChanged(Publication publication, long nowNanos) {
            publication.router().sourceChanged(nowNanos);
            layers.wake(nowNanos);
            if (!closed) {
                tellAllChanges(null);
                encodings.advise(nowNanos);
            }
        }

        @Override
        public void onSlotsChanged(Downlink downlink) {
            tellChanges(downlink);
        }

        @Override
        public void onSpeakersChanged(boolean members, long nowNanos) {
            List<RoomEvent.Speaker> list = new ArrayList<>();
            for (ActiveSpeakerDetector.Speaker speaker : speakers.speakers()) {
                list.add(new RoomEvent.Speaker(speaker.participantId(), speaker.level()));
            }
            if (part == HOME) {
                tell(new RoomEvent.SpeakersChanged(list));
            }
            if (members) {
                replan(nowNanos);
            }
        }

        @Override
        public Participant create(
                PartMessage.Joined joined, Participant.Connector connector, long nowNanos) {
            joins = Math.max(joins, joined.joinOrder() + 1);
            return participant(
                    joined.participantId(),
                    joined.joinOrder(),
                    joined.rights(),
                    LocalTransport.offer(joined.published().sections(), List.of()),
                    connector,
                    nowNanos);
        }

        @Override
        public void publish(
                Participant participant, PartMessage.Published published, long nowNanos) {
            negotiate(
                    participant,
                    published.sections(),
                    List.of(),
                    published.tracks(),
                    published.ids(),
                    nowNanos);
        }

        @Override
        public void remove(Participant participant, long nowNanos) {
            Room.this.remove(participant, nowNanos);
        }

        @Override
        public void replan(long nowNanos) {
            Room.this.replan(null, nowNanos);
        }
    }
}
