package io.sluice.egress.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.WorkerCommand.AddDestination;
import io.sluice.egress.control.WorkerCommand.StartRecording;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.LoopbackServer;
import io.sluice.egress.output.TestProgram;
import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A program of invented frames with a real file and a real channel.
@Timeout(60)
final class OutputsTest {
    /// No disk has so much left.
    private static final long FULL = Long.MAX_VALUE - (1L << 40);

    private final FramePublisher publisher = new FramePublisher();
    private final AtomicInteger keyframesWanted = new AtomicInteger();
    private final List<EncodedFrame> watched = new ArrayList<>();
    private int given;

    /// Gives frames in real time until it is so.
    private void until(BooleanSupplier wanted) {
        while (!wanted.getAsBoolean()) {
            byte[] unit = {0, 0, 0, 1, (byte) (given % 10 == 0 ? 0x65 : 0x41)};
            long nanos = given * 5L * TestProgram.MILLI;
            publisher.video(ByteBuffer.wrap(unit), nanos, nanos, given % 10 == 0);
            given++;
            LockSupport.parkNanos(5 * TestProgram.MILLI);
        }
    }

    private static WorkerEvent.Outputs.File file(Outputs outputs) {
        WorkerEvent.Outputs.@Nullable File file = outputs.file();
        assertNotNull(file);
        return file;
    }

    @Test
    void aFullDiskStopsTheRecordingAndNothingElse(@TempDir Path directory) throws Exception {
        publisher.rates(30, 500_000, 64_000);
        publisher.videoConfig(
                MediaCodec.AVC, ByteBuffer.wrap(new byte[] {1, 0x64, 0, 0x1f, -1}), 1280, 720);
        publisher.add(watched::add);
        try (LoopbackServer server = new LoopbackServer(null);
                Outputs outputs = new Outputs(publisher, keyframesWanted::incrementAndGet, FULL)) {
            outputs.record(new StartRecording(directory.toString(), "lesson"));
            outputs.add(
                    new AddDestination(
                            "d1",
                            "rtmp://127.0.0.1:" + server.port() + "/live",
                            "key",
                            List.of("127.0.0.0/8")));
            until(() -> file(outputs).state().equals("FAILED") && server.pictures() > 0);
            assertEquals("DISK_FULL", file(outputs).problem());
            int before = server.pictures();
            int wanted = keyframesWanted.get();
            until(() -> server.pictures() > before + 50);

            WorkerEvent.Outputs.Destination channel = outputs.destinations().getFirst();
            assertEquals(0, channel.droppedFrames());
            assertEquals(0, channel.retry());
            assertTrue(server.timesNeverWentBack());
            assertEquals(given, watched.size());
            assertEquals(wanted, keyframesWanted.get(), "the file wants no more");
            assertEquals("FAILED", file(outputs).state());
        }
    }
}
