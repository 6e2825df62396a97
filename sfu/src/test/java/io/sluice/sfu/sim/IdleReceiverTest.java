package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment.VideoState;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is sent nothing costs next to nothing, and is held to its network as soon as it is sent
/// something.
final class IdleReceiverTest {
    private static final long SECOND = Meeting.SECOND;
    private static final int PEOPLE = 20;

    private static final int SLOTS = 4;

    /// Five looks a second at who speaks, and a few more, for all of them.
    @Test
    void whoIsSentNothingIsHardlyLookedAt() {
        try (Meeting meeting = new Meeting(1)) {
            for (int i = 0; i < PEOPLE; i++) {
                listener(meeting, "p" + i);
                // What is due together is one call.
                meeting.run(5 * Meeting.MILLI);
            }
            meeting.run(15 * SECOND);
            long before = meeting.calls;
            meeting.run(10 * SECOND);
            long calls = (meeting.calls - before) / 10;
            assertTrue(calls <= 10, calls + " calls a second");
        }
    }

    /// Everybody has a microphone and a camera: nothing has come of them yet, or all are muted. Who
    /// has sent something is told each second how it arrives.
    @ParameterizedTest(name = "muted {0}")
    @CsvSource({"false, 10", "true, 30"})
    void norIsWhoSitsAmongTheSilent(boolean muted, int mostCalls) {
        try (Meeting meeting = new Meeting(1)) {
            List<Browser> browsers = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                Browser browser =
                        new Browser(meeting, "p" + i, Codec.VP8, SLOTS, 0, Wire.Conditions.GOOD);
                browser.sendsAudio = muted;
                browser.sendsVideo = muted;
                browser.join(meeting.room);
                browsers.add(browser);
                meeting.run(5 * Meeting.MILLI);
            }
            meeting.run(3 * SECOND);
            for (int i = 0; muted && i < PEOPLE; i++) {
                for (TrackSource source : List.of(TrackSource.MICROPHONE, TrackSource.CAMERA)) {
                    meeting.room.setMuted("p" + i, source, true, meeting.time.nowNanos());
                }
                browsers.get(i).sendsAudio = false;
                browsers.get(i).sendsVideo = false;
            }
            meeting.run(25 * SECOND);
            long before = meeting.calls;
            meeting.run(10 * SECOND);
            long calls = (meeting.calls - before) / 10;
            assertTrue(calls <= mostCalls, calls + " calls a second");
        }
    }

    @Test
    void whoWasIdleIsHeldToItsNetworkAtOnce() {
        try (Meeting meeting = new Meeting(1)) {
            Browser narrow = listener(meeting, "narrow");
            new ShapedRoad(
                    meeting, narrow, NetworkLink.Conditions.of(150_000, 25 * Meeting.MILLI), 1);
            meeting.run(40 * SECOND);
            meeting.join("anna", Codec.VP8, 0, 0, Wire.Conditions.GOOD);
            meeting.run(6 * SECOND);
            assertEquals(VideoState.PAUSED, meeting.slot("narrow", 0).videoState());
            long sound = narrow.receiver.half(0, MediaKind.AUDIO).packets;
            meeting.run(5 * SECOND);
            assertTrue(narrow.receiver.half(0, MediaKind.AUDIO).packets - sound > 5 * 48);
        }
    }

    /// What a camera sends is followed from its first picture on, however long nothing came before.
    @Test
    void aCameraThatBeginsAfterARestIsMeasuredAtOnce() {
        try (Meeting meeting = new Meeting(2)) {
            Browser camera = meeting.joinWithThreeSizes("anna", Codec.VP8, Wire.Conditions.GOOD);
            camera.sendsAudio = false;
            camera.sendsVideo = false;
            Browser viewer = listener(meeting, "ben");
            meeting.run(10_300 * Meeting.MILLI);
            camera.sendsVideo = true;
            meeting.run(300 * Meeting.MILLI);
            camera.encoding(2).active(false);
            meeting.run(1_500 * Meeting.MILLI);
            long shown =
                    viewer.receiver.half(0, MediaKind.VIDEO).viewer.checker().sources().getLast();
            assertEquals(1, (shown - camera.videoSsrc()) / 2, "the next smaller one");
        }
    }

    private static Browser listener(Meeting meeting, String id) {
        Browser browser = new Browser(meeting, id, Codec.VP8, 1, 0, Wire.Conditions.GOOD);
        browser.publishes = false;
        browser.sendsAudio = false;
        browser.sendsVideo = false;
        browser.join(meeting.room);
        return browser;
    }
}
