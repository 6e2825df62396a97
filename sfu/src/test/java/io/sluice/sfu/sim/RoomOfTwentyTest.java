package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Twenty people in a room whose networks all lose every tenth packet and reorder the others.
class RoomOfTwentyTest {
    private static final int PEOPLE = 20;
    private static final Codec[] CODECS = {Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1};

    /// Property: everything lost is repaired, what is shown can be decoded, and no packet index is
    /// used twice (the connection fails then). So it is whether or not receivers are held to their
    /// networks.
    @ParameterizedTest(name = "seed {0}, adapts: {1}")
    @CsvSource({"1, true", "2, true", "1, false"})
    void whatCanBeRepairedIsRepaired(long seed, boolean adapts) {
        try (Meeting meeting = new Meeting(seed, adapts)) {
            List<Browser> people = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                people.add(
                        meeting.join(
                                "p" + i, CODECS[i % CODECS.length], 3, 2, Wire.Conditions.GOOD));
            }
            // What is lost before anything came cannot be missed by anybody.
            meeting.run(800 * Meeting.MILLI);
            people.forEach(browser -> browser.conditions(Wire.Conditions.BAD));
            meeting.run(3 * Meeting.SECOND);
            people.forEach(browser -> {
                browser.sendsAudio = false;
                browser.sendsVideo = false;
            });
            meeting.run(Meeting.SECOND);

            long packets = 0;
            long missing = 0;
            List<String> problems = new ArrayList<>();
            for (Browser browser : people) {
                for (SimulatedReceiver.Half half : browser.receiver.halves) {
                    packets += half.packets;
                    missing += half.viewer.checker().missing().size();
                    half.viewer
                            .problems()
                            .forEach(problem -> problems.add(browser.id + half.stream + problem));
                }
            }
            assertEquals(List.of(), problems);
            assertTrue(packets > 20_000, packets + " packets");
            assertTrue(missing <= packets / 10_000, missing + " of " + packets);
        }
    }
}
