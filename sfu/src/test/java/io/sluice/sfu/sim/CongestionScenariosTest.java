package io.sluice.sfu.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.sfu.sim.StarvedProcess.Pauses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the estimator and the pacer do on the networks of docs/congestion.md.
final class CongestionScenariosTest {
    private static final long MILLI = MeasuredSender.MILLI;
    private static final long SECOND = MeasuredSender.SECOND;
    private static final long DELAY = 25 * MILLI;

    private final VirtualTime time = new VirtualTime();

    private MeasuredSender sender(NetworkLink.Conditions conditions, long demandBps) {
        return sender(1, conditions, demandBps);
    }

    private MeasuredSender sender(long seed, NetworkLink.Conditions conditions, long demandBps) {
        NetworkLink there = new NetworkLink(time, seed, conditions);
        NetworkLink back =
                new NetworkLink(
                        time, seed + 1, NetworkLink.Conditions.of(0, conditions.delayNanos()));
        return new MeasuredSender(time, there, back, demandBps);
    }

    private static void report(String scenario, MeasuredSender sender) {
        if (Boolean.getBoolean("sluice.sim.print")) {
            System.out.println(scenario);
            for (int i = 0; i < sender.targets.size(); i += 5) {
                System.out.printf(
                        "%5.1f s target %7d received %7d queue %4d ms %s%n",
                        i / 10.0,
                        sender.targets.get(i) / 1000,
                        sender.received.get(i) / 1000,
                        sender.longestDelays.get(i) / MILLI,
                        sender.overused.get(i) ? "over" : "");
            }
        }
    }

    @ParameterizedTest(name = "{0} bit/s")
    @ValueSource(longs = {300_000, 1_000_000, 3_000_000})
    void fillsASteadyLinkWithoutAQueue(long bps) {
        MeasuredSender sender = sender(NetworkLink.Conditions.of(bps, DELAY), 2 * bps);
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("steady " + bps, sender);
        double share = sender.meanReceived(5, 60) / bps;
        double queue = sender.queueDelay(0.95, 5, 60);
        Figures.tell(
                String.format("steady %d: %.3f of the link, queue p95 %.1f ms", bps, share, queue));
        assertTrue(share >= 0.85, "share " + share);
        assertTrue(queue < 100, "queue " + queue);
    }

    /// From 3 Mbit/s to 500 kbit/s after 20 s, and back after 40 s.
    @Test
    void followsALinkDownAndUp() {
        MeasuredSender sender = sender(NetworkLink.Conditions.of(3_000_000, DELAY), 6_000_000);
        sender.start(true);
        time.runUntil(20 * SECOND);
        sender.there.conditions(NetworkLink.Conditions.of(500_000, DELAY));
        time.runUntil(40 * SECOND);
        sender.there.conditions(NetworkLink.Conditions.of(3_000_000, DELAY));
        time.runUntil(60 * SECOND);
        report("drop", sender);
        double over = sender.secondsAbove(500_000, 20, 40);
        double sound = sender.sound.within(400 * MILLI, 0, 60 * SECOND);
        double soundInDrop = sender.sound.within(400 * MILLI, 20 * SECOND, 40 * SECOND);
        double back = sender.meanReceived(50, 60) / 3_000_000;
        Figures.tell(
                String.format(
                        "drop: over for %.1f s, sound %.4f (%.4f), back to %.3f",
                        over, sound, soundInDrop, back));
        assertTrue(over < 1.5, "over " + over);
        assertTrue(sound >= 0.98, "sound " + sound);
        assertTrue(back >= 0.85, "back " + back);
    }

    @ParameterizedTest(name = "loss {0} seed {1}")
    @CsvSource({"0.02, 1", "0.02, 2", "0.02, 3", "0.10, 1", "0.10, 2", "0.10, 3"})
    void lossByChanceIsNoCongestion(double loss, long seed) {
        MeasuredSender sender =
                sender(seed, NetworkLink.Conditions.of(10_000_000, DELAY).losing(loss), 1_200_000);
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("loss " + loss, sender);
        double target = sender.meanTarget(5, 60) / 1_200_000;
        double share = sender.meanReceived(5, 60) / 1_200_000;
        Figures.tell(String.format("loss %.2f: target %.3f received %.3f", loss, target, share));
        assertTrue(share >= 0.80, "share " + share);
    }

    /// Wi-Fi: every packet up to 20 ms late, and one in fifty lost in runs of five.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void jitterAndBurstsOfLossAreNoCongestion(long seed) {
        NetworkLink.Conditions wifi =
                NetworkLink.Conditions.of(4_000_000, DELAY)
                        .jittering(20 * MILLI)
                        .losing(0.02)
                        .inBursts(5);
        MeasuredSender sender = sender(seed, wifi, 1_500_000);
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("wifi", sender);
        double share = sender.meanReceived(5, 60) / 1_500_000;
        Figures.tell(String.format("wifi: %.3f of what is wanted", share));
        assertTrue(share >= 0.80, "share " + share);
    }

    /// A laptop that does too much at a time, on a network that carries everything: up to a fifth
    /// of a second passes before the browser looks at what has come.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aReceiverWithoutTimeIsNoCongestion(long seed) {
        MeasuredSender sender =
                sender(seed, NetworkLink.Conditions.of(50_000_000, DELAY), 3_000_000);
        sender.receiver.starve(seed, new Pauses(0, 200 * MILLI, 30 * MILLI));
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("starved", sender);
        double share = sender.meanReceived(5, 60) / 3_000_000;
        Figures.tell(String.format("starved: %.3f of what is wanted", share));
        assertTrue(share >= 0.85, "share " + share);
    }

    /// A sender that is held up between its clock and the kernel, as by a scheduler.
    @ParameterizedTest(name = "each {0} ms for {1} ms")
    @CsvSource({"2000, 150", "500, 50", "5000, 300"})
    void aSenderThatIsHeldUpIsNoCongestion(long every, long nanos) {
        MeasuredSender sender = sender(NetworkLink.Conditions.of(50_000_000, DELAY), 3_000_000);
        sender.time.in(5 * SECOND, () -> sender.holdUp(every * MILLI, nanos * MILLI));
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("held up", sender);
        double least = sender.leastTarget(5, 60) / sender.meanTarget(4, 5);
        double share = sender.meanReceived(10, 60) / 3_000_000;
        Figures.tell(
                String.format(
                        "held up each %d ms for %d ms: least target %.3f, received %.3f",
                        every, nanos, least, share));
        assertTrue(least >= 0.85, "least " + least);
        assertTrue(share >= 0.85, "share " + share);
    }

    /// A machine that stands still for a moment now and then.
    @ParameterizedTest(name = "{0} to {1} ms, seed {2}")
    @CsvSource({
        "100, 200, 1",
        "100, 200, 2",
        "100, 200, 3",
        "100, 400, 4",
        "100, 400, 5",
        "100, 400, 6"
    })
    void aHiccupOfTheReceiverIsNoCongestion(long least, long most, long seed) {
        MeasuredSender sender =
                sender(seed, NetworkLink.Conditions.of(50_000_000, MILLI), 3_000_000);
        sender.time.in(
                5 * SECOND,
                () ->
                        sender.receiver.starve(
                                seed, new Pauses(least * MILLI, most * MILLI, 6 * SECOND)));
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("hiccups", sender);
        double lowest = sender.leastTarget(5, 60) / sender.meanTarget(4, 5);
        Figures.tell(
                String.format(
                        "hiccups of %d to %d ms: least target %.3f, received %.3f",
                        least, most, lowest, sender.meanReceived(5, 60) / 3_000_000));
        assertTrue(lowest >= 0.85, "least " + lowest);
    }

    /// The same laptop behind a narrow link: its queue still counts.
    @Test
    void aQueueIsSeenThroughAReceiverWithoutTime() {
        MeasuredSender sender = sender(NetworkLink.Conditions.of(1_000_000, DELAY), 2_000_000);
        sender.receiver.starve(1, new Pauses(0, 100 * MILLI, 30 * MILLI));
        sender.start(true);
        time.runUntil(60 * SECOND);
        report("starved and narrow", sender);
        double share = sender.meanReceived(5, 60) / 1_000_000;
        double queue = sender.queueDelay(0.75, 5, 60);
        Figures.tell(String.format("starved and narrow: %.3f, queue p75 %.1f ms", share, queue));
        assertTrue(share >= 0.7, "share " + share);
        assertTrue(queue < 100, "queue " + queue);
    }

    /// Lost in both directions, without a picture.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void soundGoesOnWhereFortyPercentAreLost(long seed) {
        NetworkLink.Conditions bad = NetworkLink.Conditions.of(10_000_000, 30 * MILLI).losing(0.4);
        NetworkLink there = new NetworkLink(time, seed, bad);
        NetworkLink back = new NetworkLink(time, seed + 1, bad);
        MeasuredSender sender = new MeasuredSender(time, there, back, 100_000);
        sender.start(false);
        time.runUntil(60 * SECOND);
        report("loss 0.4", sender);
        double sound = sender.sound.within(250 * MILLI, 0, 59 * SECOND);
        Figures.tell(String.format("loss 0.40 both ways: sound %.4f", sound));
        assertTrue(sound >= 0.95, "sound " + sound);
    }

    @Test
    void sharesALinkWithADownload() {
        MeasuredSender sender = sender(NetworkLink.Conditions.of(4_000_000, DELAY), 8_000_000);
        TcpFlow download = new TcpFlow(time, sender.there, sender.back);
        sender.start(true);
        time.in(5 * SECOND, download::start);
        time.runUntil(65 * SECOND);
        report("download", sender);
        double ours = sender.meanReceived(5, 65) / 4_000_000;
        double theirs = download.takeReceivedBytes() * 8.0 / 60 / 4_000_000;
        Figures.tell(String.format("download: ours %.3f theirs %.3f", ours, theirs));
        assertTrue(ours >= 0.25, "ours " + ours);
        assertTrue(theirs >= 0.25, "theirs " + theirs);
    }
}
