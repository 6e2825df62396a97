package io.sluice.sfu.room;

import io.sluice.sfu.relay.MirrorTransport;
import io.sluice.sfu.room.PartMessage.Published;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The participants of other parts of the room as this part has them: with everything they publish,
/// without a connection and without slots.
final class Mirrors implements EncodingAdvisor.Homes {
    /// What the room does with a mirror as with any participant.
    interface Owner {
        Participant create(
                PartMessage.Joined joined, Participant.Connector connector, long nowNanos);

        void publish(Participant participant, Published published, long nowNanos);

        void remove(Participant participant, long nowNanos);

        void replan(long nowNanos);
    }

    private final Map<String, Participant> participants;
    private final Publishing publishing;
    private final RoomResources resources;
    private final Owner owner;
    private final Map<String, OtherPart> homes = new HashMap<>();

    /// What was told of each publication, by its id.
    private final Map<String, Integer> needed = new HashMap<>();

    Mirrors(
            Map<String, Participant> participants,
            Publishing publishing,
            RoomResources resources,
            Owner owner) {
        this.participants = participants;
        this.publishing = publishing;
        this.resources = resources;
        this.owner = owner;
    }

    /// The part is no more, and nobody of it is here.
    void removePart(OtherPart part, long nowNanos) {
        for (String id : List.copyOf(homes.keySet())) {
            if (part.equals(homes.get(id))) {
                leave(id, nowNanos);
            }
        }
        owner.replan(nowNanos);
    }

    /// What another part tells about its participants, or wants of one of ours.
    void onMessage(OtherPart from, PartMessage message, long nowNanos) {
        if (message instanceof PartMessage.Joined joined) {
            join(from, joined, nowNanos);
            owner.replan(nowNanos);
            return;
        }
        Participant participant = participants.get(message.participantId());
        if (participant == null) {
            return; // it left in the meantime
        }
        if (message instanceof PartMessage.KeyframeWanted wanted) {
            participant.uplink().requestKeyframe(wanted.ssrc(), nowNanos);
            return;
        }
        if (message instanceof PartMessage.EncodingsNeeded now) {
            Publication publication = participant.publications().of(now.source());
            if (publication != null) {
                publication.neededElsewhere(from, now.encodings());
                owner.replan(nowNanos);
            }
            return;
        }
        if (from.equals(homes.get(participant.id()))) {
            change(participant, message, nowNanos);
            owner.replan(nowNanos);
        }
    }

    private void change(Participant mirror, PartMessage message, long nowNanos) {
        switch (message) {
            case PartMessage.Renegotiated now -> owner.publish(mirror, now.published(), nowNanos);
            case PartMessage.Unpublished now ->
                    publishing.unpublish(mirror, now.sources(), nowNanos);
            case PartMessage.Muted now -> {
                Publication publication = mirror.publications().of(now.source());
                if (publication != null) {
                    publication.mute(now.muted());
                }
            }
            case PartMessage.RightsChanged now -> {
                mirror.rights(now.rights());
                publishing.permit(mirror);
            }
            case PartMessage.StateChanged now -> {
                if (mirror.transport() instanceof MirrorTransport transport) {
                    transport.state(now.state(), nowNanos);
                }
            }
            case PartMessage.Left _ -> leave(mirror.id(), nowNanos);
            case PartMessage.Joined _,
                    PartMessage.KeyframeWanted _,
                    PartMessage.EncodingsNeeded _ -> {
                // Not about a mirror that is here already.
            }
        }
    }

    @Override
    public void needed(Publication publication, int encodings) {
        OtherPart home = homes.get(publication.participantId());
        Integer told = needed.put(publication.id(), encodings);
        if (home != null && (told == null || told != encodings)) {
            home.tell(
                    new PartMessage.EncodingsNeeded(
                            publication.participantId(), publication.source(), encodings));
        }
    }

    private void join(OtherPart from, PartMessage.Joined joined, long nowNanos) {
        String id = joined.participantId();
        Participant before = participants.get(id);
        Participant mirror =
                owner.create(
                        joined,
                        listener ->
                                new MirrorTransport(
                                        resources.slab(),
                                        joined.inlet(),
                                        joined.state(),
                                        listener,
                                        ssrc ->
                                                from.tell(
                                                        new PartMessage.KeyframeWanted(id, ssrc))),
                        nowNanos);
        homes.put(id, from);
        participants.put(id, mirror);
        joined.published().ids().values().forEach(needed::remove); // its part begins anew
        if (before != null) {
            publishing.succeed(
                    before, mirror, joined.published().tracks(), joined.published().ids());
        }
        owner.publish(mirror, joined.published(), nowNanos);
        if (before != null) {
            before.close(nowNanos);
        }
    }

    private void leave(String id, long nowNanos) {
        homes.remove(id);
        Participant mirror = participants.get(id);
        if (mirror != null && mirror.mirrored()) {
            mirror.publications().all().forEach(each -> needed.remove(each.id()));
            owner.remove(mirror, nowNanos);
        }
    }
}
