package io.sluice.egress.supervise;

import io.sluice.egress.control.ControlCodec;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.input.LinkDecoder;
import io.sluice.egress.input.LinkEncoder;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.output.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The talk with one worker: one thread writes, one reads, and a third looks whether it still
/// answers.
final class WorkerSession implements AutoCloseable {
    /// While there is nothing to send; much less than the worker waits before it decodes.
    private static final long IDLE_NANOS = 5_000_000;

    private final WorkerProcess process;
    private final SocketChannel socket;
    private final MediaLink media;
    private final ProgramListener listener;
    private final FrameCodec.Reader frames;
    private final StallWatch answers;
    private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
    private final AtomicReference<String> end = new AtomicReference<>("");
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long statusCount;

    WorkerSession(
            WorkerProcess process,
            MediaLink media,
            ProgramListener listener,
            FrameCodec.Reader frames,
            long stallNanos) {
        this.process = process;
        this.media = media;
        this.listener = listener;
        this.frames = frames;
        answers = new StallWatch(stallNanos, System.nanoTime());
        socket = process.socket();
    }

    void tell(WorkerCommand command) {
        commands.add(ControlCodec.write(command));
    }

    /// Until the worker ends, or is ended; returns why.
    String run() throws InterruptedException {
        Thread writer = Thread.ofPlatform().daemon().name("egress-link").start(this::write);
        Thread reader = Thread.ofVirtual().name("egress-events").start(this::read);
        Thread _ = Thread.ofVirtual().name("egress-exit").start(this::watchProcess);
        media.open(true);
        try {
            while (!over.await(StallWatch.CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                checkAnswers();
            }
        } finally {
            media.open(false);
            close();
            writer.join();
            reader.join();
            discard();
        }
        return String.valueOf(end.get());
    }

    private void checkAnswers() {
        if (answers.stalled(statusCount, System.nanoTime())) {
            process.kill();
            over("it did not answer any more");
        }
    }

    private void over(String reason) {
        end.compareAndSet("", reason);
        over.countDown();
    }

    private void watchProcess() {
        try {
            over("its process ended with " + process.awaitEnd());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        ByteBuffer text = ByteBuffer.allocateDirect(LinkFormat.MAX_FRAME_BYTES);
        FrameRing ring = media.ring();
        long boundary = ring.position(); // where a frame begins
        try {
            while (over.getCount() > 0) {
                if (ring.position() == boundary) {
                    writeCommands(text);
                }
                ByteBuffer bytes = ring.readable();
                if (!bytes.hasRemaining()) {
                    LockSupport.parkNanos(this, IDLE_NANOS);
                    continue;
                }
                long end = ring.position() + bytes.remaining();
                while (boundary < end && (boundary <= ring.position() || commands.isEmpty())) {
                    boundary += LinkFormat.LENGTH_BYTES + ring.intAt(boundary);
                }
                if (boundary < end) { // a command waits for the end of this frame
                    bytes.limit(bytes.limit() - (int) (end - boundary));
                }
                ring.consumed(socket.write(bytes));
            }
        } catch (IOException e) {
            over("its socket failed: " + e.getMessage());
        }
    }

    private void writeCommands(ByteBuffer text) throws IOException {
        for (String command = commands.poll(); command != null; command = commands.poll()) {
            text.clear();
            if (!LinkEncoder.control(text, command)) {
                continue;
            }
            text.flip();
            while (text.hasRemaining()) {
                int _ = socket.write(text);
            }
        }
    }

    private void read() {
        LinkDecoder decoder = new LinkDecoder();
        try {
            while (socket.read(decoder.space()) >= 0) {
                decoder.filled();
                for (var found = decoder.next();
                        found != LinkDecoder.Found.NOTHING;
                        found = decoder.next()) {
                    boolean sound =
                            found == LinkDecoder.Found.ENCODED && frames.take(decoder.body());
                    if (found == LinkDecoder.Found.CONTROL) {
                        onEvent(ControlCodec.event(decoder.text()));
                    } else if (!sound) {
                        process.kill();
                        over("it said what cannot be");
                        return;
                    }
                }
            }
        } catch (IOException _) {
            // The end of its process says more.
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void onEvent(@Nullable WorkerEvent event) {
        if (event == null) {
            return;
        }
        if (event instanceof WorkerEvent.Status) {
            statusCount++;
        }
        listener.onEvent(event);
    }

    /// What was meant for this worker is of no use to the next.
    private void discard() {
        ByteBuffer rest = media.ring().readable();
        while (rest.hasRemaining()) {
            media.ring().consumed(rest.remaining());
            rest = media.ring().readable();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Closed is closed.
        }
    }
}
