package io.sluice.egress.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a program into fragmented MP4 files that can be played while they grow and whatever ends
/// the process. A slow or full disk ends only this.
public final class Recording implements FrameSink, AutoCloseable {
    /// What is lost at most when the process is killed.
    private static final long FRAGMENT_NANOS = 1_000_000_000L;

    private static final long QUEUE_NANOS = 10_000_000_000L;
    private static final long MAX_QUEUED_BYTES = 32 << 20;

    /// Left for the logs and the database of whoever else uses the disk.
    public static final long RESERVED_BYTES = 64 << 20;

    private static final long WAIT_MILLIS = 1_000;

    private final Path directory;
    private final String name;
    private final long reservedBytes;
    private final FrameQueue queue;
    private final Thread writer;
    private final List<Path> files = new ArrayList<>();
    private RecordingStatus.State state = RecordingStatus.State.RECORDING;
    private RecordingStatus.Problem problem = RecordingStatus.Problem.NONE;
    private long bytes;
    private long finishedNanos;
    private long startNanos;
    private long lastNanos;

    // Of the writer alone.
    private @Nullable FileChannel file;
    private @Nullable Fmp4Muxer muxer;
    private @Nullable StreamSettings settings;
    private long fragmentNanos;

    /// Begins with the next keyframe, in `name.mp4` or, when that exists, `name-2.mp4` and so on.
    public Recording(Path directory, String name, Runnable keyframeWanted) {
        this(directory, name, keyframeWanted, RESERVED_BYTES);
    }

    /// @param reservedBytes with less left the disk counts as full
    public Recording(Path directory, String name, Runnable keyframeWanted, long reservedBytes) {
        if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new IllegalArgumentException("not a name for a file: " + name);
        }
        this.directory = directory;
        this.name = name;
        this.reservedBytes = reservedBytes;
        queue = new FrameQueue(QUEUE_NANOS, MAX_QUEUED_BYTES, keyframeWanted);
        queue.open();
        writer = Thread.ofPlatform().daemon().name("recording").start(this::write);
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        queue.onFrame(frame);
    }

    /// How it fares now.
    public synchronized RecordingStatus status() {
        long millis = (finishedNanos + lastNanos - startNanos) / 1_000_000;
        return new RecordingStatus(state, files, bytes, millis, queue.droppedFrames(), problem);
    }

    /// Writes what is queued and finishes the file.
    @Override
    public void close() {
        queue.close();
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (true) {
                EncodedFrame frame = queue.take(WAIT_MILLIS);
                if (frame != null) {
                    take(frame);
                } else if (!queue.isOpen()) {
                    break;
                }
            }
            finish();
            end(RecordingStatus.State.FINISHED, RecordingStatus.Problem.NONE);
        } catch (IOException e) {
            queue.abandon();
            closeQuietly();
            end(RecordingStatus.State.FAILED, problem(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static RecordingStatus.Problem problem(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || e instanceof DiskFullException
                ? RecordingStatus.Problem.DISK_FULL
                : RecordingStatus.Problem.NOT_WRITABLE;
    }

    private static final class DiskFullException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private synchronized void end(RecordingStatus.State last, RecordingStatus.Problem why) {
        state = last;
        problem = why;
    }

    private void take(EncodedFrame frame) throws IOException {
        StreamSettings known = settings;
        if (known == null || (known != frame.settings() && !known.sameDecoders(frame.settings()))) {
            if (!frame.startsHere()) {
                return;
            }
            finish();
            begin(frame);
        }
        settings = frame.settings();
        Fmp4Muxer into = muxer;
        if (into == null) {
            return;
        }
        boolean picture = frame.track() == EncodedFrame.Track.VIDEO;
        boolean mayCut = picture || !frame.settings().hasVideo();
        if (mayCut && frame.dtsNanos() - fragmentNanos >= FRAGMENT_NANOS) {
            append(into.cut(frame.dtsNanos()));
            fragmentNanos = frame.dtsNanos();
        }
        into.add(frame);
        synchronized (this) {
            lastNanos = Math.max(lastNanos, frame.dtsNanos());
        }
    }

    private void begin(EncodedFrame frame) throws IOException {
        Path path = create();
        Fmp4Muxer fresh = new Fmp4Muxer(frame.settings(), frame.dtsNanos());
        muxer = fresh;
        fragmentNanos = frame.dtsNanos();
        synchronized (this) {
            files.add(path);
            startNanos = frame.dtsNanos();
            lastNanos = startNanos;
        }
        append(fresh.initialization());
    }

    private Path create() throws IOException {
        Files.createDirectories(directory);
        for (int part = 1; ; part++) {
            Path path = directory.resolve(part == 1 ? name + ".mp4" : name + "-" + part + ".mp4");
            try {
                file =
                        FileChannel.open(
                                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return path;
            } catch (FileAlreadyExistsException _) {
                // That part is somebody's recording.
            }
        }
    }

    private void append(byte[] fragment) throws IOException {
        FileChannel open = file;
        if (open == null) {
            return;
        }
        if (Files.getFileStore(directory).getUsableSpace() < reservedBytes + fragment.length) {
            throw new DiskFullException();
        }
        ByteBuffer left = ByteBuffer.wrap(fragment);
        while (left.hasRemaining()) {
            int _ = open.write(left);
        }
        synchronized (this) {
            bytes += fragment.length;
        }
    }

    /// The last fragment, and how long it all is.
    private void finish() throws IOException {
        FileChannel open = file;
        Fmp4Muxer whole = muxer;
        if (open == null || whole == null) {
            return;
        }
        long millis;
        synchronized (this) {
            millis = (lastNanos - startNanos) / 1_000_000;
        }
        if (!whole.isEmpty()) {
            append(whole.cut(lastNanos + frameNanos()));
        }
        ByteBuffer duration = ByteBuffer.wrap(Mp4Boxes.duration(millis));
        int _ = open.write(duration, whole.durationAt());
        open.force(true);
        open.close();
        file = null;
        muxer = null;
        synchronized (this) {
            finishedNanos += lastNanos - startNanos;
            startNanos = lastNanos;
        }
    }

    private long frameNanos() {
        double fps = settings == null ? 0 : settings.framesPerSecond();
        return fps > 0 ? (long) (1_000_000_000 / fps) : 0;
    }

    private void closeQuietly() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException _) {
            // There is nothing more to lose.
        }
    }
}
