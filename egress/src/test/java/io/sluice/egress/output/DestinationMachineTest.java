package io.sluice.egress.output;

import static io.sluice.egress.output.DestinationMachine.Action.CLOSE;
import static io.sluice.egress.output.DestinationMachine.Action.CONNECT;
import static io.sluice.egress.output.DestinationMachine.Action.WAIT;
import static io.sluice.egress.output.DestinationReason.said;
import static io.sluice.egress.output.DestinationState.CONFIRMED;
import static io.sluice.egress.output.DestinationState.CONNECTING;
import static io.sluice.egress.output.DestinationState.FAILED;
import static io.sluice.egress.output.DestinationState.REJECTED;
import static io.sluice.egress.output.DestinationState.RETRYING;
import static io.sluice.egress.output.DestinationState.SENDING;
import static io.sluice.egress.output.DestinationState.STALLED;
import static io.sluice.egress.output.DestinationState.STOPPED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DestinationMachineTest {
    private final DestinationMachine machine = new DestinationMachine();
    private long proven;

    private static long seconds(double s) {
        return (long) (s * 1e9);
    }

    /// Connected and publishing at a time, progress each 100 ms until another.
    private void send(double from, double until) {
        for (double at = from; at < until; at += 0.1) {
            machine.onProven(proven += 30_000, 200_000, seconds(at));
            assertEquals(WAIT, machine.poll(seconds(at)));
        }
    }

    private void publish(double at) {
        assertEquals(CONNECT, machine.poll(seconds(at)));
        machine.onPublishing(seconds(at));
        proven = 0;
    }

    @Test
    void itIsSendingAfterThreeSecondsOfProgressAndNotBefore() {
        publish(0);
        send(0.5, 3.4);
        assertEquals(CONNECTING, machine.state());
        assertFalse(machine.state().isLive());
        send(3.4, 3.7);
        assertEquals(SENDING, machine.state());
        assertTrue(machine.state().isLive());
    }

    /// A server that reads the first picture and nothing else.
    @Test
    void whatArrivedAtOnceProvesNothing() {
        publish(0);
        machine.onProven(4_096, 10_000, seconds(0.1));
        machine.onProven(20_480, 10_000, seconds(0.9));
        machine.onNothingToSend(seconds(5));
        assertEquals(WAIT, machine.poll(seconds(100)));
        assertEquals(CONNECTING, machine.state());
        machine.onProven(24_576, 10_000, seconds(100));
        assertEquals(WAIT, machine.poll(seconds(100)));
        assertEquals(SENDING, machine.state());
    }

    @Test
    void publishingAloneProvesNothing() {
        publish(0);
        machine.onProven(0, 200_000, seconds(1));
        machine.poll(seconds(6.9));
        assertEquals(CONNECTING, machine.state());
        machine.poll(seconds(7.1));
        assertEquals(STALLED, machine.state());
    }

    @Test
    void confirmedCountsUntilTheConnectionEnds() {
        publish(0);
        send(0, 4);
        machine.onConfirmed();
        assertEquals(CONFIRMED, machine.state());
        send(4, 8);
        assertEquals(CONFIRMED, machine.state());
        machine.onClosed(said("gone"), seconds(8));
        publish(9);
        send(9, 13);
        assertEquals(SENDING, machine.state());
    }

    @Test
    void aStalledServerRecoversOrIsLeftAfterTwentySeconds() {
        publish(0);
        send(0, 4);
        assertEquals(WAIT, machine.poll(seconds(10)));
        assertEquals(STALLED, machine.state());
        send(11, 14.5);
        assertEquals(SENDING, machine.state());
        machine.poll(seconds(21));
        assertEquals(STALLED, machine.state());
        assertEquals(CLOSE, machine.poll(seconds(34.6)));
        assertEquals(RETRYING, machine.state());
        machine.onClosed(said("closed by us"), seconds(34.6));
        assertEquals("the server takes no more frames", machine.reason().words());
        assertEquals(1, machine.retry());
    }

    @Test
    void havingNothingToSendIsNoStall() {
        publish(0);
        send(0, 4);
        machine.onNothingToSend(seconds(9));
        assertEquals(WAIT, machine.poll(seconds(14)));
        assertEquals(SENDING, machine.state());
    }

    /// At a low rate acknowledgements are rare.
    @Test
    void silenceCountsOnlyWhileMoreThanAWindowIsOnItsWay() {
        publish(0);
        send(0, 4);
        machine.onProven(proven, 90_000, seconds(5));
        assertEquals(WAIT, machine.poll(seconds(30)));
        assertEquals(SENDING, machine.state());
        machine.onProven(proven, 99_000, seconds(30));
        assertEquals(WAIT, machine.poll(seconds(35.9)));
        assertEquals(SENDING, machine.state());
        machine.poll(seconds(36));
        assertEquals(STALLED, machine.state());
    }

    @Test
    void retriesComeAfter1And2And4And8And15SecondsAndThenEach15() {
        double now = 0;
        List<Double> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            assertEquals(CONNECT, machine.poll(seconds(now)));
            assertEquals(WAIT, machine.poll(seconds(now)));
            machine.onClosed(said("refused"), seconds(now));
            assertEquals(RETRYING, machine.state());
            assertEquals(i + 1, machine.retry());
            double wait = (machine.nextNanos() - seconds(now)) / 1e9;
            assertEquals(WAIT, machine.poll(seconds(now + wait - 0.01)));
            waits.add(wait);
            now += wait;
        }
        assertEquals(List.of(1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0), waits);
    }

    @Test
    void sendingMakesTheNextRetryQuickAgain() {
        machine.poll(0);
        machine.onClosed(said(""), 0);
        publish(1);
        send(1, 5);
        assertEquals(0, machine.retry());
        machine.onClosed(said(""), seconds(10));
        assertEquals(seconds(11), machine.nextNanos());
    }

    @Test
    void anErrorOfTheServerIsARejectionTriedAgainEachMinute() {
        machine.poll(0);
        machine.onRejected(DestinationReason.said("wrong key"), seconds(1));
        machine.onClosed(said(""), seconds(1.1));
        assertEquals(REJECTED, machine.state());
        assertEquals(said("wrong key"), machine.reason());
        assertEquals(seconds(61), machine.nextNanos());
        assertEquals(WAIT, machine.poll(seconds(60.9)));
        assertEquals(CONNECT, machine.poll(seconds(61)));
    }

    @Test
    void twoClosesRightAfterPublishAreARejection() {
        publish(0);
        machine.onClosed(said(""), seconds(1));
        assertEquals(RETRYING, machine.state());
        publish(2);
        machine.onClosed(said(""), seconds(3));
        assertEquals(REJECTED, machine.state());
        assertEquals(DestinationReason.of(DestinationReason.Code.CLOSED_AT_ONCE), machine.reason());
    }

    @Test
    void aRefusedConnectionBetweenDoesNotForgetTheFirstQuickCloseButALongOneDoes() {
        publish(0);
        machine.onClosed(said(""), seconds(1));
        assertEquals(CONNECT, machine.poll(seconds(2)));
        machine.onClosed(said("refused"), seconds(2));
        publish(4);
        machine.onClosed(said(""), seconds(10));
        assertEquals(RETRYING, machine.state());
        publish(20);
        machine.onClosed(said(""), seconds(21));
        assertEquals(RETRYING, machine.state());
    }

    @Test
    void whatFailedOrWasStoppedIsNeverTriedAgain() {
        machine.poll(0);
        machine.onFailed(DestinationReason.of(DestinationReason.Code.PRIVATE_ADDRESS));
        assertEquals(FAILED, machine.state());
        assertEquals(DestinationMachine.NEVER, machine.deadlineNanos());
        machine.stop();
        machine.onClosed(said("late"), seconds(1));
        machine.onPublishing(seconds(1));
        assertEquals(STOPPED, machine.state());
        assertEquals(CLOSE, machine.poll(seconds(1)));
        assertEquals(WAIT, machine.poll(seconds(1_000)));
    }

    /// Property: whoever polls at each deadline sees every change as soon as it is due.
    @Test
    void theDeadlineIsWhenSomethingChanges() {
        publish(0);
        machine.onProven(1, 200_000, seconds(0.5));
        assertEquals(seconds(6.5), machine.deadlineNanos());
        machine.onProven(2, 200_000, seconds(1.5));
        assertEquals(seconds(3.5), machine.deadlineNanos());
        machine.poll(machine.deadlineNanos());
        assertEquals(SENDING, machine.state());
        assertEquals(seconds(7.5), machine.deadlineNanos());
        machine.poll(machine.deadlineNanos());
        assertEquals(STALLED, machine.state());
        assertEquals(CLOSE, machine.poll(machine.deadlineNanos()));
        assertEquals(CONNECT, machine.poll(machine.deadlineNanos()));
    }
}
