package io.sluice.sfu.room;

import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides who is sent through which slot of one receiver.
///
/// A pure function of what the receiver asked for, what there is, and what its slots carry now.
/// What is running is left alone unless somebody with a better claim needs the place.
final class SlotAssigner {
    /// Of the participants who are not on screen so many are heard: more voices at a time than this
    /// nobody can follow.
    static final int MAX_HEARD = 3;

    private SlotAssigner() {}

    /// How much of a source there is.
    enum Presence {
        ABSENT,
        MUTED,
        ON
    }

    /// What may be put into a slot: somebody else in the room.
    ///
    /// @param joinOrder counts up in the order of joining
    /// @param lastSpokeNanos when it was last among the speakers, [Long#MIN_VALUE] for never
    record Candidate(
            String participantId,
            long joinOrder,
            Presence microphone,
            Presence camera,
            Presence screen,
            boolean speaking,
            long lastSpokeNanos) {}

    /// A participant in a slot.
    ///
    /// @param source the picture the slot is for, or [TrackSource#MICROPHONE] in a slot without one
    /// @param sound whether the source's sound goes with it; another slot has it otherwise
    record Pick(String participantId, TrackSource source, boolean sound) {
        boolean shows(String id, TrackSource wanted) {
            return source == wanted && participantId.equals(id);
        }
    }

    /// One slot of the receiver.
    ///
    /// @param video whether it has a video half
    record Slot(boolean video, Target target, @Nullable Pick current) {}

    /// A claim to a slot, best first by its natural order.
    private record Claim(
            Candidate candidate, TrackSource source, int rank, boolean running, int slot) {
        static final Comparator<Claim> BEST_FIRST =
                Comparator.comparingInt(Claim::rank)
                        .thenComparing(Claim::running, Comparator.reverseOrder())
                        .thenComparing(Claim::compareByLastSpoken)
                        .thenComparingLong(claim -> claim.candidate.joinOrder);

        private int compareByLastSpoken(Claim other) {
            return Long.compare(other.candidate.lastSpokeNanos, candidate.lastSpokeNanos);
        }
    }

    /// What each slot shall carry, in the order of `slots`; null for nothing.
    static List<@Nullable Pick> assign(List<Slot> slots, List<Candidate> others) {
        @Nullable Pick[] picks = new @Nullable Pick[slots.size()];
        Set<String> shown = new HashSet<>();
        assignNamed(slots, others, picks, shown);
        fill(picks, autoSlots(slots, true), pictureClaims(slots, others, shown), shown);
        List<Integer> audioOnly = autoSlots(slots, false);
        fill(
                picks,
                audioOnly.subList(0, Math.min(MAX_HEARD, audioOnly.size())),
                soundClaims(slots, others, shown),
                shown);
        List<@Nullable Pick> result = new ArrayList<>(picks.length);
        for (Pick pick : picks) {
            result.add(pick);
        }
        return result;
    }

    private static void assignNamed(
            List<Slot> slots, List<Candidate> others, @Nullable Pick[] picks, Set<String> shown) {
        for (int i = 0; i < picks.length; i++) {
            if (!(slots.get(i).target() instanceof Target.Of(String id, TrackSource wanted))) {
                continue;
            }
            for (Candidate other : others) {
                if (other.participantId.equals(id)) {
                    TrackSource source = slots.get(i).video() ? picture(wanted) : wanted.audio();
                    boolean sound = shown.add(key(id, source));
                    picks[i] = new Pick(id, source, sound);
                }
            }
        }
    }

    private static TrackSource picture(TrackSource source) {
        return switch (source) {
            case MICROPHONE, CAMERA -> TrackSource.CAMERA;
            case SCREEN_SHARE, SCREEN_SHARE_AUDIO -> TrackSource.SCREEN_SHARE;
        };
    }

    private static List<Integer> autoSlots(List<Slot> slots, boolean video) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).video() == video && slots.get(i).target() instanceof Target.Auto) {
                found.add(i);
            }
        }
        return found;
    }

    /// Shared screens, then speakers, then pictures, then the others with something to send.
    private static List<Claim> pictureClaims(
            List<Slot> slots, List<Candidate> others, Set<String> shown) {
        List<Claim> claims = new ArrayList<>();
        for (Candidate other : others) {
            String id = other.participantId;
            if (other.screen == Presence.ON && !shown.contains(key(id, TrackSource.SCREEN_SHARE))) {
                claims.add(claim(slots, other, TrackSource.SCREEN_SHARE, 0));
            }
            boolean sends = other.microphone != Presence.ABSENT || other.camera != Presence.ABSENT;
            if (sends && !shown.contains(key(id, TrackSource.CAMERA))) {
                int rank = other.speaking ? 1 : other.camera == Presence.ON ? 2 : 3;
                claims.add(claim(slots, other, TrackSource.CAMERA, rank));
            }
        }
        claims.sort(Claim.BEST_FIRST);
        return claims;
    }

    /// Speakers, then open microphones, then muted ones, of those who are not on screen.
    private static List<Claim> soundClaims(
            List<Slot> slots, List<Candidate> others, Set<String> shown) {
        List<Claim> claims = new ArrayList<>();
        for (Candidate other : others) {
            if (other.microphone != Presence.ABSENT
                    && !shown.contains(key(other.participantId, TrackSource.MICROPHONE))) {
                int rank = other.speaking ? 0 : other.microphone == Presence.ON ? 1 : 2;
                claims.add(claim(slots, other, TrackSource.MICROPHONE, rank));
            }
        }
        claims.sort(Claim.BEST_FIRST);
        return claims;
    }

    private static Claim claim(
            List<Slot> slots, Candidate candidate, TrackSource source, int rank) {
        int slot = -1;
        for (int i = 0; i < slots.size(); i++) {
            Pick current = slots.get(i).current();
            if (slots.get(i).target() instanceof Target.Auto
                    && current != null
                    && current.shows(candidate.participantId, source)) {
                slot = i;
                break;
            }
        }
        return new Claim(candidate, source, rank, slot >= 0, slot);
    }

    private static void fill(
            @Nullable Pick[] picks, List<Integer> free, List<Claim> claims, Set<String> shown) {
        Deque<Integer> open = new ArrayDeque<>(free);
        List<Claim> chosen = claims.subList(0, Math.min(open.size(), claims.size()));
        for (Claim claim : chosen) {
            if (open.remove(claim.slot)) {
                put(picks, claim.slot, claim, shown);
            }
        }
        for (Claim claim : chosen) {
            if (claim.slot < 0 || picks[claim.slot] == null || !isIn(picks[claim.slot], claim)) {
                put(picks, open.removeFirst(), claim, shown);
            }
        }
    }

    private static boolean isIn(@Nullable Pick pick, Claim claim) {
        return pick != null && pick.shows(claim.candidate.participantId, claim.source);
    }

    private static void put(@Nullable Pick[] picks, int slot, Claim claim, Set<String> shown) {
        String id = claim.candidate.participantId;
        shown.add(key(id, claim.source));
        picks[slot] = new Pick(id, claim.source, true);
    }

    /// Sound goes with its picture, so one key stands for both.
    private static String key(String participantId, TrackSource source) {
        return source.audio() + " " + participantId;
    }
}
