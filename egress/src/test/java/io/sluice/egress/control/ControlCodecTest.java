package io.sluice.egress.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.egress.control.Scene.Slate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlCodecTest {
    @Test
    void everyCommandComesBackAsItWas() {
        Scene scene = new Scene(Layout.SCREEN, true, "第一课", null, Slate.HOLD, "休息", false);
        List<WorkerCommand> commands =
                List.of(
                        new WorkerCommand.Start(
                                true, VideoSettings.hd(), 128_000, 150, List.of("/a"), scene, 7),
                        new WorkerCommand.People(List.of(new Seat("p", "王\"小\\明", 3, true, -1))),
                        new WorkerCommand.Show(scene),
                        new WorkerCommand.Keyframe(),
                        new WorkerCommand.SendFrames(),
                        new WorkerCommand.Stop());
        for (WorkerCommand command : commands) {
            assertEquals(command, ControlCodec.command(ControlCodec.write(command)));
        }
    }

    @Test
    void everyEventComesBackAsItWas() {
        List<WorkerEvent> events =
                List.of(
                        new WorkerEvent.Ready(),
                        new WorkerEvent.Status(1, 2, 3, 4, 5, 0.5, 6, 7, 8, 9),
                        new WorkerEvent.KeyframeWanted(5),
                        new WorkerEvent.Failed("why"),
                        new WorkerEvent.Stopped());
        for (WorkerEvent event : events) {
            assertEquals(event, ControlCodec.event(ControlCodec.write(event)));
        }
    }

    @Test
    void whatCannotBeReadIsNull() {
        assertNull(ControlCodec.command("{"));
        assertNull(ControlCodec.command("{\"type\":\"start\"}"));
        assertNull(ControlCodec.command("{\"type\":\"of a later version\"}"));
        assertNull(ControlCodec.event("[]"));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new VideoSettings(1281, 720, 30, 2_500_000, 2, VideoSettings.OPENH264));
        assertThrows(
                IllegalArgumentException.class,
                () -> new VideoSettings(1280, 720, 30, 2_500_000, 2, "libx264,preset=slow"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new VideoSettings(1280, 720, 30, 2_500_000, 3, VideoSettings.X264));
    }
}
