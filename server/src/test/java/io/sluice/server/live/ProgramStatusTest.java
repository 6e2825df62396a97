package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.WorkerEvent;
import io.sluice.server.live.DestinationVault.Destination;
import io.sluice.signaling.message.LampState;
import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ProgramDestination;
import io.sluice.signaling.message.ProgramRecording;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgramStatusTest {
    private static final Destination CHANNEL =
            new Destination("d1", "A", "rtmp://a.example/live", "k3y-a1b2", true);

    private final ProgramStatus status = new ProgramStatus(seconds(0));

    private static long seconds(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private static WorkerEvent.Status told(long pictures, long cpuMillis) {
        return new WorkerEvent.Status(
                1000, pictures, 1, 2_000_000, 128_000, 0.3, cpuMillis, 150_000_000, 4, 0);
    }

    private boolean outputs(String state, long bytes, @Nullable Long file, double at) {
        return status.onOutputs(
                new WorkerEvent.Outputs(
                        List.of(
                                new WorkerEvent.Outputs.Destination(
                                        "d1",
                                        state,
                                        2,
                                        1500,
                                        "SERVER_SAID",
                                        "not k3y-a1b2",
                                        bytes,
                                        3,
                                        40)),
                        file == null
                                ? null
                                : new WorkerEvent.Outputs.File(
                                        "RECORDING",
                                        List.of("program.mp4"),
                                        file,
                                        2 * file,
                                        "NONE",
                                        "")),
                seconds(at));
    }

    private LampState lamps(double at) {
        return status.lamps(seconds(at));
    }

    private ProgramDestination shown(double at) {
        return status.shown(CHANNEL, seconds(at));
    }

    @Test
    void aDestinationNobodySendsToIsIdle() {
        assertEquals(ProgramDestination.State.IDLE, shown(1).state());
        outputs("SENDING", 1, null, 2);
        assertEquals(ProgramDestination.State.IDLE, shown(2).state());
        assertEquals(LampState.OFF, lamps(2));
    }

    @Test
    void itsStateItsRateAndItsTimeAreTold() {
        status.onDestination("d1", true, seconds(1));
        assertEquals(ProgramDestination.State.CONNECTING, shown(1).state());
        assertFalse(outputs("CONNECTING", 0, null, 1.5));
        assertTrue(outputs("SENDING", 500_000, null, 3));
        assertFalse(outputs("SENDING", 750_000, null, 4));

        ProgramDestination shown = shown(5);
        assertEquals(2_000_000, shown.bitrateBps());
        assertEquals(2000, shown.sinceMillis());
        assertEquals("not ••••", shown.words());
        assertEquals(ProgramDestination.Reason.SERVER_SAID, shown.reason());
        assertEquals("••••a1b2", shown.key());
    }

    @Test
    void itsTroublesAreTold() {
        status.onDestination("d1", true, seconds(1));
        outputs("RETRYING", 700, null, 2);

        ProgramDestination shown = shown(2);
        assertEquals(2, shown.retry());
        assertEquals(1500, shown.nextMillis());
        assertEquals(700, shown.sentBytes());
        assertEquals(3, shown.droppedFrames());
        assertEquals(40, shown.queuedMillis());
        String told = new MessageCodec().writeBody(shown);
        for (String field :
                List.of(
                        "retry\":2",
                        "nextMillis\":1500",
                        "droppedFrames\":3",
                        "queuedMillis\":40")) {
            assertTrue(told.contains("\"" + field), told);
        }

        status.onLost(seconds(3)); // with the worker its queue is gone
        assertEquals(0, shown(3).queuedMillis());
        assertEquals(0, shown(3).retry());
    }

    /// A worker of another version may know more.
    @Test
    void aReasonWeDoNotKnowIsAnother() {
        status.onDestination("d1", true, seconds(1));
        var told =
                new WorkerEvent.Outputs.Destination(
                        "d1", "RETRYING", 1, 0, "FULL_MOON", "the moon is full", 0, 0, 0);
        assertTrue(status.onOutputs(new WorkerEvent.Outputs(List.of(told), null), seconds(2)));
        assertEquals(ProgramDestination.Reason.OTHER, shown(2).reason());
        assertEquals("the moon is full", shown(2).words());
    }

    @Test
    void theLampTellsWhatReallyIsSent() {
        status.onDestination("d1", true, seconds(1));
        assertEquals(LampState.Live.OFF, lamps(1).live());
        outputs("SENDING", 1, null, 2);
        assertEquals(LampState.Live.SENDING, lamps(2).live());
        outputs("CONFIRMED", 1, null, 3);
        assertEquals(LampState.Live.CONFIRMED, lamps(3).live());
        outputs("RETRYING", 1, null, 4);
        assertEquals(LampState.Live.OFF, lamps(4).live());
        outputs("SENDING", 1, null, 5);
        status.onLost(seconds(6));
        assertEquals(LampState.Live.OFF, lamps(6).live());
    }

    @Test
    void theRecordingLampNeedsAFileThatGrows() {
        outputs("SENDING", 1, 100L, 1);
        assertFalse(lamps(1).recording(), "nobody asked for it");
        status.onRecording("r-1");
        assertFalse(lamps(1).recording());
        outputs("SENDING", 1, 100L, 2);
        assertTrue(lamps(2).recording());
        outputs("SENDING", 1, 100L, 5);
        assertTrue(lamps(5.9).recording());
        assertFalse(lamps(6).recording(), "it has not grown for four seconds");
        outputs("SENDING", 1, 101L, 7);
        assertTrue(lamps(7).recording());
        status.onRecordingStopped();
        assertFalse(lamps(7).recording());
        assertEquals(
                new ProgramRecording(
                        ProgramRecording.State.FINISHED,
                        "r-1",
                        101,
                        202,
                        ProgramRecording.Problem.NONE,
                        ""),
                status.recording());
    }

    @Test
    void aRecordingGoesOnWithTheNextWorker() {
        status.onRecording("r-1");
        outputs("SENDING", 1, 100L, 2);
        status.onLost(seconds(3));
        assertFalse(lamps(3).recording());
        outputs("SENDING", 1, 0L, 4);
        assertFalse(lamps(4).recording());
        outputs("SENDING", 1, 10L, 5);
        assertTrue(lamps(5).recording());
        assertEquals(110, status.recording().bytes());
        assertEquals(220, status.recording().millis());
    }

    @Test
    void aFullDiskIsSeen() {
        status.onRecording("r-1");
        outputs("SENDING", 1, 100L, 2);
        assertTrue(
                status.onOutputs(
                        new WorkerEvent.Outputs(
                                List.of(),
                                new WorkerEvent.Outputs.File(
                                        "FAILED",
                                        List.of(),
                                        100,
                                        200,
                                        "DISK_FULL",
                                        "the disk is full")),
                        seconds(3)));
        assertFalse(lamps(3).recording());
        assertEquals(
                new ProgramRecording(
                        ProgramRecording.State.FAILED,
                        "r-1",
                        100,
                        200,
                        ProgramRecording.Problem.DISK_FULL,
                        "the disk is full"),
                status.recording());
    }

    @Test
    void theProcessorIsMeasuredAndPicturesAddUpOverWorkers() {
        status.onStatus(told(30, 1000), seconds(1));
        assertEquals(0, status.output(0, 0, seconds(1)).cpuPercent());
        status.onStatus(told(60, 1235), seconds(2));
        assertEquals(23.5, status.output(0, 0, seconds(2)).cpuPercent());
        assertEquals(23.5, status.steadyCpuPercent());
        status.onLost(seconds(3));
        status.onStatus(told(10, 900), seconds(4));

        var output = status.output(1, 3, seconds(5));
        assertEquals(70, output.pictures());
        assertEquals(5000, output.runMillis());
        assertEquals(1, output.restarts());
        assertEquals(3, output.viewers());
    }
}
