package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.room.ActiveSpeakerDetector.Speaker;
import io.sluice.sfu.room.ActiveSpeakerDetector.Voice;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActiveSpeakerDetectorTest {
    private static final long MILLI = 1_000_000;
    private static final int SPEECH = 28;
    private static final int ROOM_NOISE = 65;

    private final ActiveSpeakerDetector detector = new ActiveSpeakerDetector();
    private final Voice anna = detector.add("anna");
    private final Voice ben = detector.add("ben");
    private long now;
    private int changes;
    private int memberChanges;

    @Test
    void aVoiceIsNoticedWithinAQuarterOfASecond() {
        talk(ROOM_NOISE, ROOM_NOISE, 1_000);
        assertEquals(List.of(), names());

        talk(SPEECH, ROOM_NOISE, 250 + 200);
        assertEquals(List.of("anna"), names());
    }

    @Test
    void aClickIsNotAVoice() {
        talk(ROOM_NOISE, ROOM_NOISE, 1_000);
        talk(0, ROOM_NOISE, 40);
        talk(ROOM_NOISE, ROOM_NOISE, 400);

        assertEquals(0, memberChanges);
    }

    @Test
    void pausesBetweenWordsDoNotEndATurn() {
        talk(SPEECH, ROOM_NOISE, 600);
        for (int word = 0; word < 20; word++) {
            talk(ROOM_NOISE, ROOM_NOISE, 700);
            talk(SPEECH, ROOM_NOISE, 300);
        }

        assertEquals(1, memberChanges);
        assertEquals(List.of("anna"), names());
    }

    @Test
    void silenceEndsATurn() {
        talk(SPEECH, ROOM_NOISE, 1_000);
        talk(ROOM_NOISE, ROOM_NOISE, 3_000);

        assertEquals(List.of(), names());
        assertTrue(anna.lastSpokeNanos() > 1_000 * MILLI);
    }

    @Test
    void aStreamThatStopsEndsItsTurn() {
        talk(SPEECH, ROOM_NOISE, 1_000);
        pass(2_000);

        assertEquals(List.of(), names());
    }

    @Test
    void theLoudestComesFirst() {
        talk(SPEECH, 10, 1_000);

        assertEquals(List.of("ben", "anna"), names());
    }

    @Test
    void aMutedMicrophoneIsOutAtTheNextTick() {
        talk(SPEECH, ROOM_NOISE, 1_000);
        anna.onMuted();
        pass(200);

        assertEquals(List.of(), names());
    }

    @Test
    void aStreamWithoutLevelsSpeaksWhileItSendsMoreThanFiller() {
        for (int i = 0; i < 50; i++) {
            anna.onUnmeasured(false, now);
            ben.onUnmeasured(true, now);
            pass(20);
        }
        assertEquals(List.of("anna"), names());

        for (int i = 0; i < 10; i++) {
            anna.onUnmeasured(true, now);
            pass(400);
        }
        assertEquals(List.of(), names());
    }

    @Test
    void aSteadyVoiceIsNotToldAgainAndAgain() {
        talk(SPEECH, ROOM_NOISE, 2_000);
        changes = 0;
        talk(SPEECH, ROOM_NOISE, 5_000);

        assertEquals(0, changes);
    }

    @Test
    void noiseAroundTheThresholdDoesNotFlap() {
        SplittableRandom random = new SplittableRandom(7);
        talk(38, ROOM_NOISE, 1_000);
        memberChanges = 0;
        for (int i = 0; i < 100; i++) {
            talk(36 + random.nextInt(10), ROOM_NOISE, 100);
        }

        assertEquals(0, memberChanges);
        assertEquals(List.of("anna"), names());
    }

    @Test
    void theLevelRunsFromSilenceToFull() {
        talk(127, 0, 2_000);
        assertEquals(0, anna.level());
        assertEquals(1, ben.level());
    }

    @Test
    void aParticipantWhoLeftIsNoSpeaker() {
        talk(SPEECH, ROOM_NOISE, 1_000);
        detector.remove(anna);
        pass(200);

        assertEquals(List.of(), names());
        assertFalse(detector.onTick(now));
    }

    private List<String> names() {
        return detector.speakers().stream().map(Speaker::participantId).toList();
    }

    private void talk(int annasLevel, int bensLevel, int millis) {
        for (int i = 0; i < millis / 20; i++) {
            anna.onLevel(annasLevel, now);
            ben.onLevel(bensLevel, now);
            pass(20);
        }
    }

    private void pass(int millis) {
        for (int i = 0; i < millis / 20; i++) {
            now += 20 * MILLI;
            if (now % ActiveSpeakerDetector.TICK_NANOS == 0) {
                changes += detector.onTick(now) ? 1 : 0;
                memberChanges += detector.membersChanged() ? 1 : 0;
            }
        }
    }
}
