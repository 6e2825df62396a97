package io.sluice.bench.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.Picture;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScenarioTest {
    private static int sum(Scenario scenario, ToIntFunction<JoinRequest> what) {
        return scenario.participants().stream().mapToInt(what).sum();
    }

    @Test
    void forwardsAsManyStreamsAsItsNameSays() {
        assertEquals(90, sum(Scenario.MEETING, JoinRequest::receivesVideo));
        assertEquals(100, sum(Scenario.LECTURE, JoinRequest::receivesVideo));
        assertEquals(400, sum(Scenario.AUDIO, JoinRequest::receivesAudio));
        assertEquals(0, sum(Scenario.AUDIO, JoinRequest::receivesVideo));
        assertEquals(8 * 4 * 3, sum(Scenario.ROOMS, JoinRequest::receivesVideo));
    }

    @Test
    void twoLecturesTogetherHaveTheAudienceOfOneAndShareNobody() {
        List<JoinRequest> apart = Scenario.lectures(2, 50);
        assertEquals(100, apart.stream().mapToInt(JoinRequest::receivesVideo).sum());
        assertEquals(2, apart.stream().filter(JoinRequest::sendsVideo).count());
        assertEquals(2, apart.stream().map(JoinRequest::room).distinct().count());
        assertEquals(apart.size(), new HashSet<>(apart).size());
    }

    /// A receiver gets what all others of its room send: what is counted is compared with that.
    @ParameterizedTest
    @EnumSource
    void whoReceivesReceivesAllOthers(Scenario scenario) {
        List<JoinRequest> all = scenario.participants();
        assertEquals(all.size(), new HashSet<>(all).size());
        for (JoinRequest one : all) {
            List<JoinRequest> others =
                    all.stream()
                            .filter(other -> !other.equals(one) && other.room().equals(one.room()))
                            .toList();
            long audio = others.stream().filter(JoinRequest::sendsAudio).count();
            long video = others.stream().filter(JoinRequest::sendsVideo).count();
            boolean receives = one.receivesAudio() > 0;
            assertEquals(receives ? audio : 0, one.receivesAudio());
            assertEquals(receives ? video : 0, one.receivesVideo());
        }
    }

    /// An encoding that nobody sees would be switched off by its sender.
    @ParameterizedTest
    @EnumSource
    void inSimulcastEachEncodingIsSeenBySomebody(Scenario scenario) {
        List<JoinRequest> all = Scenario.inSimulcast(scenario.participants());
        for (JoinRequest publisher : all.stream().filter(JoinRequest::sendsVideo).toList()) {
            Set<Picture> seen = EnumSet.noneOf(Picture.class);
            for (JoinRequest viewer : all) {
                boolean sees = viewer.room().equals(publisher.room()) && viewer.receivesVideo() > 0;
                if (sees && !viewer.equals(publisher)) {
                    seen.add(viewer.sees(publisher));
                }
            }
            assertEquals(Set.copyOf(publisher.pictures()), seen);
        }
    }

    @Test
    void moreViewersOfALectureAreOtherPeople() {
        List<JoinRequest> all = new ArrayList<>(Scenario.lecture(60));
        all.addAll(Scenario.viewers(60, 80));
        assertEquals(81, new HashSet<>(all).size());
    }
}
