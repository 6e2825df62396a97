package io.sluice.bench.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The VP8 frames of an IVF file: a header of 32 bytes, then each frame behind its length (4 bytes,
/// little endian) and its time (8).
public final class IvfFile {
    static final int MAX_FRAMES = 10_000;

    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 12;

    /// Place and length in the file.
    private record Frame(int offset, int length, boolean keyframe) {}

    private final MemorySegment bytes;
    private final List<Frame> frames;

    private IvfFile(MemorySegment bytes, List<Frame> frames) {
        this.bytes = bytes;
        this.frames = frames;
    }

    /// Takes a whole file.
    ///
    /// @throws IOException when it is no IVF of VP8 that begins with a keyframe
    public static IvfFile parse(Arena arena, byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < HEADER_BYTES
                || !word(file, 0).equals("DKIF")
                || !word(file, 8).equals("VP80")
                || in.getShort(6) != HEADER_BYTES) {
            throw new IOException("not an IVF file of VP8");
        }
        List<Frame> frames = new ArrayList<>();
        int at = HEADER_BYTES;
        while (at < file.length) {
            int left = file.length - at - FRAME_HEADER_BYTES;
            int length = left < 0 ? -1 : in.getInt(at);
            if (length < 1 || length > left || frames.size() == MAX_FRAMES) {
                throw new IOException("frame " + frames.size() + " of an IVF file is damaged");
            }
            int start = at + FRAME_HEADER_BYTES;
            frames.add(new Frame(start, length, (file[start] & 1) == 0)); // RFC 6386 §9.1
            at = start + length;
        }
        if (frames.isEmpty() || !frames.getFirst().keyframe) {
            throw new IOException("an IVF file that does not begin with a keyframe");
        }
        MemorySegment bytes = arena.allocate(file.length);
        MemorySegment.copy(file, 0, bytes, ValueLayout.JAVA_BYTE, 0, file.length);
        return new IvfFile(bytes, List.copyOf(frames));
    }

    private static String word(byte[] file, int offset) {
        return new String(file, offset, 4, StandardCharsets.US_ASCII);
    }

    public int frames() {
        return frames.size();
    }

    public boolean isKeyframe(int frame) {
        return frames.get(frame).keyframe;
    }

    /// The next keyframe, this one included, from the start again behind the last.
    int keyframeFrom(int frame) {
        int next = frame;
        while (!frames.get(next).keyframe) {
            next = (next + 1) % frames.size();
        }
        return next;
    }

    public int length(int frame) {
        return frames.get(frame).length;
    }

    /// Copies a part of a frame.
    public void copy(int frame, int from, int length, MemorySegment to, long offset) {
        MemorySegment.copy(bytes, (long) frames.get(frame).offset + from, to, offset, length);
    }
}
