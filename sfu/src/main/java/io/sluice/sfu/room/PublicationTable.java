package io.sluice.sfu.room;

import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one participant publishes: at most one track per source.
final class PublicationTable {
    /// Makes the publications.
    @FunctionalInterface
    interface Factory {
        Publication create(TrackSource source, SendSection section);
    }

    private final Map<TrackSource, Publication> bySource = new EnumMap<>(TrackSource.class);
    private List<Publication> all = List.of(); // the same, for who looks many times a second

    @Nullable Publication of(TrackSource source) {
        return bySource.get(source);
    }

    @Nullable Publication ofMid(String mid) {
        for (Publication publication : all) {
            if (publication.mid().equals(mid)) {
                return publication;
            }
        }
        return null;
    }

    /// As they are now; the list does not change.
    List<Publication> all() {
        return all;
    }

    /// Throws unless each track names a section of its kind, and no source and no section comes
    /// twice.
    static void check(List<SendSection> sections, List<TrackDescription> tracks) {
        Set<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
        List<String> mids = new ArrayList<>();
        for (TrackDescription track : tracks) {
            SendSection section = section(sections, track.mid());
            boolean fits = section != null && section.kind() == track.source().kind();
            if (!fits || !sources.add(track.source()) || mids.contains(track.mid())) {
                throw new MediaException(
                        Reason.UNKNOWN_TRACK, "no section to send " + track.source() + " through");
            }
            mids.add(track.mid());
        }
    }

    /// Takes the whole list of tracks, which was checked. A track that goes on stays as muted as
    /// the room has it, whatever the list says.
    ///
    /// @return those that are no longer there
    List<Publication> replace(
            List<SendSection> sections, List<TrackDescription> tracks, Factory factory) {
        List<Publication> removed = new ArrayList<>();
        for (Publication publication : all) {
            if (!describes(tracks, publication)) {
                removed.add(publication);
                bySource.remove(publication.source());
            }
        }
        for (TrackDescription track : tracks) {
            SendSection section = section(sections, track.mid());
            if (section == null) {
                continue;
            }
            Publication known = bySource.get(track.source());
            if (known != null) {
                known.section(section);
            } else {
                Publication added = factory.create(track.source(), section);
                added.mute(track.muted());
                bySource.put(track.source(), added);
            }
        }
        all = List.copyOf(bySource.values());
        return removed;
    }

    /// The same tracks for the next connection of this participant: what was muted stays muted.
    List<TrackDescription> asBefore(List<TrackDescription> tracks) {
        List<TrackDescription> same = new ArrayList<>(tracks.size());
        for (TrackDescription track : tracks) {
            Publication before = bySource.get(track.source());
            boolean muted = track.muted() || (before != null && before.muted());
            same.add(new TrackDescription(track.mid(), track.source(), muted));
        }
        return same;
    }

    @Nullable Publication remove(TrackSource source) {
        Publication removed = bySource.remove(source);
        all = List.copyOf(bySource.values());
        return removed;
    }

    private static boolean describes(List<TrackDescription> tracks, Publication publication) {
        for (TrackDescription track : tracks) {
            if (track.source() == publication.source() && track.mid().equals(publication.mid())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable SendSection section(List<SendSection> sections, String mid) {
        for (SendSection section : sections) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        return null;
    }
}
