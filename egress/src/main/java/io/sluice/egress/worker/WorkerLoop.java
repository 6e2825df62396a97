package io.sluice.egress.worker;

import io.sluice.egress.control.ControlCodec;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand;
import io.sluice.egress.control.WorkerEvent;
import io.sluice.egress.decode.LibavException;
import io.sluice.egress.input.LinkDecoder;
import io.sluice.egress.input.LinkEncoder;
import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.passthrough.PassthroughEngine;
import io.sluice.egress.program.Engine;
import io.sluice.egress.program.ProgramEngine;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtp.RtpPacket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one thread of a worker: reads what the server sends, makes what is due, tells how it goes.
final class WorkerLoop implements Engine.Requests {
    /// Without a program there is nothing to do but to wait for one.
    private static final long IDLE_MILLIS = 1000;

    /// Of the way out, for events while the server reads slowly: the lack of them would say that we
    /// hang.
    private static final int EVENT_BYTES = LinkFormat.MAX_FRAME_BYTES / 2;

    private final SocketChannel socket;
    private final FramePublisher output = new FramePublisher();
    private final AtomicBoolean keyframeWanted = new AtomicBoolean();
    private final Outputs outputs = new Outputs(output, () -> keyframeWanted.set(true));
    private final FrameSender frames = new FrameSender(() -> keyframeWanted.set(true));
    private final LinkDecoder in = new LinkDecoder();
    private final ByteBuffer out = ByteBuffer.allocateDirect(LinkFormat.MAX_FRAME_BYTES);
    private final RtpPacket packet = new RtpPacket();
    private final ServerTime time = new ServerTime();
    private @Nullable Engine engine;
    private @Nullable StatusTicker status;
    private boolean sendsFrames;
    private boolean stopped;

    WorkerLoop(SocketChannel socket) {
        this.socket = socket;
    }

    /// Runs until the server says stop; false when it cannot go on. However it ends, nothing of an
    /// output is left behind.
    boolean run() throws IOException {
        try {
            return loop();
        } finally {
            outputs.close();
        }
    }

    private boolean loop() throws IOException {
        socket.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            SelectionKey key = socket.register(selector, SelectionKey.OP_READ);
            tell(new WorkerEvent.Ready());
            while (!stopped) {
                key.interestOps(
                        out.position() > 0
                                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                                : SelectionKey.OP_READ);
                await(selector);
                selector.selectedKeys().clear();
                if (!read()) {
                    return false;
                }
                runEngine();
                flush();
            }
        }
        return end();
    }

    private void await(Selector selector) throws IOException {
        Engine running = engine;
        if (running == null) {
            selector.select(IDLE_MILLIS);
            return;
        }
        // What arrives has time until then: waking up for each packet would cost more than to
        // decode it.
        long wait = running.deadlineNanos() - time.at(System.nanoTime());
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
        selector.selectNow();
    }

    private void runEngine() {
        Engine running = engine;
        if (running == null) {
            return;
        }
        if (keyframeWanted.getAndSet(false)) {
            running.requestKeyframe();
        }
        long now = time.at(System.nanoTime());
        if (running.deadlineNanos() <= now) {
            running.onDeadline(now);
        }
        if (status != null && status.due(now)) {
            tell(status.take(running.counts(), now));
            tell(new WorkerEvent.Outputs(outputs.destinations(), outputs.file()));
        }
    }

    /// Reads all that is there; false when the stream is broken.
    private boolean read() throws IOException {
        while (true) {
            ByteBuffer space = in.space();
            int count = socket.read(space);
            if (count < 0) {
                throw new EOFException("closed by the server");
            }
            in.filled();
            if (!take()) {
                return false;
            }
            if (count == 0 || space.hasRemaining()) {
                return true;
            }
        }
    }

    private boolean take() {
        while (true) {
            switch (in.next()) {
                case NOTHING -> {
                    return true;
                }
                case BROKEN -> {
                    return false;
                }
                case ENCODED -> {
                    return false;
                }
                case CONTROL -> onCommand(ControlCodec.command(in.text()));
                case RTP -> onRtp();
                case RTCP -> {
                    if (engine != null) {
                        engine.onRtcp(in.stream(), in.segment(), in.offset(), in.length());
                    }
                }
            }
        }
    }

    private void onRtp() {
        time.onServerTime(in.arrivalNanos(), System.nanoTime());
        if (engine != null && packet.wrap(in.segment(), in.offset(), in.length())) {
            engine.onRtp(in.stream(), in.codec(), packet, in.arrivalNanos());
        }
    }

    private void onCommand(@Nullable WorkerCommand command) {
        switch (command) {
            case null -> failed("a command that cannot be read");
            case WorkerCommand.Start start -> start(start);
            case WorkerCommand.People people -> {
                if (engine != null) {
                    engine.people(people.seats());
                }
            }
            case WorkerCommand.Show show -> {
                if (engine != null) {
                    engine.scene(show.scene());
                }
            }
            case WorkerCommand.Keyframe _ -> {
                if (engine != null) {
                    engine.requestKeyframe();
                }
            }
            case WorkerCommand.AddDestination add -> {
                if (!outputs.add(add)) {
                    failed("destination " + add.id() + " is not one that can be sent to");
                }
            }
            case WorkerCommand.RemoveDestination remove -> outputs.remove(remove.id());
            case WorkerCommand.Confirm confirm -> outputs.confirm(confirm.id());
            case WorkerCommand.SendFrames _ -> sendFrames();
            case WorkerCommand.StartRecording record -> outputs.record(record);
            case WorkerCommand.StopRecording _ -> outputs.stopRecording();
            case WorkerCommand.Stop _ -> stopped = true;
        }
    }

    private void start(WorkerCommand.Start start) {
        if (engine != null) {
            return;
        }
        time.onServerTime(start.clockNanos(), System.nanoTime());
        long now = time.at(System.nanoTime());
        output.rates(start.video().framesPerSecond(), start.video().bitrateBps(), start.audioBps());
        try {
            engine = engine(start, now);
        } catch (LibavException e) {
            failed(String.valueOf(e.getMessage()));
            return;
        }
        status = new StatusTicker(now);
    }

    private Engine engine(WorkerCommand.Start start, long now) {
        if (start.passthrough()) {
            return new PassthroughEngine(start, now, output, this);
        }
        if (start.video().encoder().equals(VideoSettings.HEVC)) {
            outputs.announce(MediaCodec.HEVC);
        }
        return new ProgramEngine(start, now, output, this);
    }

    private void sendFrames() {
        if (!sendsFrames) {
            sendsFrames = true;
            output.add(frames);
            keyframeWanted.set(true);
        }
    }

    private boolean end() throws IOException {
        if (engine != null) {
            engine.close();
            engine = null;
        }
        outputs.close();
        tell(new WorkerEvent.Stopped());
        socket.configureBlocking(true);
        flush();
        return true;
    }

    @Override
    public void keyframe(int stream) {
        tell(new WorkerEvent.KeyframeWanted(stream));
    }

    @Override
    public void failed(String reason) {
        tell(new WorkerEvent.Failed(reason));
    }

    /// Events are few; one that finds no room is left out, as the server does not read.
    private void tell(WorkerEvent event) {
        boolean _ = LinkEncoder.control(out, ControlCodec.write(event));
    }

    private void flush() throws IOException {
        do {
            out.flip();
            while (out.hasRemaining() && socket.write(out) > 0) {
                // On to the rest.
            }
            out.compact();
        } while (frames.fill(out, EVENT_BYTES));
    }
}
