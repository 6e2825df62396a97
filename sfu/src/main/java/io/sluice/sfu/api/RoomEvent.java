package io.sluice.sfu.api;

import io.sluice.rtp.codec.Codec;
import java.util.List;

/// What the media plane tells about a room.
public sealed interface RoomEvent {
    record PublicationAdded(String participantId, PublicationInfo publication)
            implements RoomEvent {}

    record PublicationChanged(String participantId, PublicationInfo publication)
            implements RoomEvent {}

    record PublicationRemoved(String participantId, PublicationInfo publication)
            implements RoomEvent {}

    /// The slots of one receiver that changed; the others stay as they were.
    record SlotsChanged(String participantId, List<SlotAssignment> slots) implements RoomEvent {
        public SlotsChanged {
            slots = List.copyOf(slots);
        }
    }

    /// Who speaks, the loudest first. Sent when the list or a level changed, at most 5 times a
    /// second.
    record SpeakersChanged(List<Speaker> speakers) implements RoomEvent {
        public SpeakersChanged {
            speakers = List.copyOf(speakers);
        }
    }

    /// A participant who speaks now.
    ///
    /// @param level 0 (silence) to 1 (as loud as can be)
    record Speaker(String participantId, double level) {}

    record TransportChanged(String participantId, TransportState state) implements RoomEvent {}

    /// Nobody who wants to see this publication can decode what it sends now; this codec would do.
    record CodecWanted(String participantId, TrackSource source, Codec codec)
            implements RoomEvent {}

    /// Which encodings of this publication somebody needs; a new publication sends all of them.
    record EncodingsWanted(String participantId, TrackSource source, List<WantedEncoding> encodings)
            implements RoomEvent {
        public EncodingsWanted {
            encodings = List.copyOf(encodings);
        }
    }

    /// Our own mistake: the room is closed, the others go on.
    record RoomFailed(String reason) implements RoomEvent {}

    /// The state of one participant's connection.
    enum TransportState {
        CONNECTING,
        CONNECTED,
        /// Nothing arrived for 6 s; sending goes on.
        SILENT,
        /// Nothing arrived for 30 s; sending has stopped, a restart takes it up again.
        INTERRUPTED,
        /// Gone: never connected within 30 s, or silent for 120 s, or closed by either side.
        CLOSED
    }
}
