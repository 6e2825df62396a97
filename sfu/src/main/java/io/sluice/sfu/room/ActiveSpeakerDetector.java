package io.sluice.sfu.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tells who speaks, from the audio levels that senders measured (RFC 6464).
///
/// Fast to notice a voice, slow to let go of it: pauses between words do not end a turn, a single
/// click does not begin one. Sans-IO.
final class ActiveSpeakerDetector {
    /// How often [#onTick] wants to be called, and so the fastest that the list changes.
    static final long TICK_NANOS = 200_000_000;

    /// The RFC's range; loudness here is `SILENCE - level`, so that louder is more.
    static final int SILENCE = 127;

    /// -40 dBov: quiet speech into a microphone far away reaches it, a computer's fan does not.
    private static final double START_LOUDNESS = SILENCE - 40;

    /// Lower than the start, so that a voice around the threshold does not flap.
    private static final double KEEP_LOUDNESS = SILENCE - 50;

    /// Pauses between words and sentences are shorter.
    private static final long HOLD_NANOS = 1_500_000_000;

    /// Per packet, some 20 ms: speech is noticed within 250 ms, a click of 40 ms is not.
    private static final double ATTACK = 0.15;

    private static final double RELEASE = 0.1;

    /// After this long without a packet there is silence (discontinuous transmission).
    private static final long QUIET_NANOS = 150_000_000;

    /// A stream without levels that sends: as loud as normal speech.
    private static final int ASSUMED_LEVEL = 30;

    /// Below this a level of the scale 0..1 is 0.
    private static final double SCALE_FLOOR = SILENCE - 60;

    private static final double SCALE_STEPS = 10;

    /// One microphone.
    static final class Voice {
        private final String participantId;
        private double loudness;
        private long lastPacketNanos = Long.MIN_VALUE;
        private long lastLoudNanos = Long.MIN_VALUE;
        private long lastSpokeNanos = Long.MIN_VALUE;
        private boolean speaking;

        private Voice(String participantId) {
            this.participantId = participantId;
        }

        String participantId() {
            return participantId;
        }

        boolean speaking() {
            return speaking;
        }

        /// When it was last among the speakers, [Long#MIN_VALUE] for never.
        long lastSpokeNanos() {
            return lastSpokeNanos;
        }

        /// 0 to 1 in steps of a tenth, even in decibels.
        double level() {
            double share = (loudness - SCALE_FLOOR) / (SILENCE - SCALE_FLOOR);
            return Math.rint(Math.clamp(share, 0, 1) * SCALE_STEPS) / SCALE_STEPS;
        }

        /// A packet with a measured level, 0 (loudest) to 127 (silence).
        void onLevel(int level, long nowNanos) {
            double now = SILENCE - Math.clamp(level, 0, SILENCE);
            loudness += (now - loudness) * (now > loudness ? ATTACK : RELEASE);
            lastPacketNanos = nowNanos;
            if (loudness >= (speaking ? KEEP_LOUDNESS : START_LOUDNESS)) {
                lastLoudNanos = nowNanos;
                speaking = true;
            }
        }

        /// A packet of a stream that measures nothing: whoever sends more than discontinuous
        /// transmission's filler speaks.
        void onUnmeasured(boolean filler, long nowNanos) {
            onLevel(filler ? SILENCE : ASSUMED_LEVEL, nowNanos);
        }

        /// The microphone was muted.
        void onMuted() {
            loudness = 0;
            lastLoudNanos = Long.MIN_VALUE;
        }

        private void settle(long nowNanos) {
            if (lastPacketNanos == Long.MIN_VALUE || nowNanos - lastPacketNanos > QUIET_NANOS) {
                loudness *= 0.5;
            }
            boolean holds =
                    lastLoudNanos != Long.MIN_VALUE && nowNanos - lastLoudNanos <= HOLD_NANOS;
            speaking = speaking && holds;
            if (speaking) {
                lastSpokeNanos = nowNanos;
            }
        }
    }

    /// A speaker and how loud, as it was last told.
    record Speaker(String participantId, double level) {}

    private final List<Voice> voices = new ArrayList<>();
    private List<Speaker> speakers = List.of();
    private boolean membersChanged;

    Voice add(String participantId) {
        Voice voice = new Voice(participantId);
        voices.add(voice);
        return voice;
    }

    void remove(Voice voice) {
        voices.remove(voice);
    }

    /// The speakers at the last tick, the loudest first.
    List<Speaker> speakers() {
        return speakers;
    }

    /// Whether at the last tick somebody began or stopped to speak.
    boolean membersChanged() {
        return membersChanged;
    }

    /// Returns whether the list or a level is another one than at the last tick.
    boolean onTick(long nowNanos) {
        List<Speaker> now = new ArrayList<>();
        membersChanged = false;
        for (int i = 0; i < voices.size(); i++) {
            Voice voice = voices.get(i);
            voice.settle(nowNanos);
            if (voice.speaking) {
                now.add(new Speaker(voice.participantId, voice.level()));
            }
        }
        now.sort(Comparator.comparingDouble(Speaker::level).reversed());
        membersChanged = !sameMembers(now, speakers);
        boolean changed = !now.equals(speakers);
        speakers = now;
        return changed;
    }

    private static boolean sameMembers(List<Speaker> now, List<Speaker> before) {
        if (now.size() != before.size()) {
            return false;
        }
        for (Speaker speaker : now) {
            if (!contains(before, speaker.participantId)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(List<Speaker> speakers, String participantId) {
        for (Speaker speaker : speakers) {
            if (speaker.participantId.equals(participantId)) {
                return true;
            }
        }
        return false;
    }
}
