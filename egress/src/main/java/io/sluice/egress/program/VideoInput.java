package io.sluice.egress.program;

import io.sluice.egress.compose.Feed;
import io.sluice.egress.decode.LibavException;
import io.sluice.egress.decode.VideoDecoder;
import io.sluice.egress.input.CodedFrame;
import io.sluice.egress.input.VideoBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// The picture of one slot, decoded when it is due.
public final class VideoInput implements Feed, AutoCloseable {
    /// A camera that says nothing for so long is not shown any more.
    static final long STALE_NANOS = 5_000_000_000L;

    private static final long KEYFRAME_INTERVAL_NANOS = 1_000_000_000L;

    private final int stream;
    private final VideoBuffer buffer;
    private @Nullable VideoDecoder decoder;
    private @Nullable String owner;
    private boolean shown;
    private boolean still;
    private boolean owned; // by somebody, at some time
    private boolean fresh; // the picture is the owner's
    private long changedNanos;
    private long version;
    private long lastNanos;
    private long nowNanos;
    private long askedNanos = Long.MIN_VALUE / 2;

    VideoInput(int stream, VideoBuffer buffer) {
        this.stream = stream;
        this.buffer = buffer;
    }

    int stream() {
        return stream;
    }

    public VideoBuffer buffer() {
        return buffer;
    }

    /// Whose picture it is from now on, null for nobody's.
    ///
    /// @param on whether it is to be seen
    /// @param screen it may stand still for as long as it likes
    void owner(@Nullable String now, boolean on, boolean screen) {
        if (now == null ? owner != null : !now.equals(owner)) {
            // Until the next keyframe it is the picture of whoever was here before.
            fresh = !owned;
            owned |= now != null;
            changedNanos = nowNanos;
            owner = now;
        }
        shown = on;
        still = screen;
    }

    /// Decodes what is due; asks for a keyframe when it cannot go on.
    void poll(long now, Engine.Requests requests) {
        nowNanos = now;
        for (CodedFrame frame = buffer.poll(now); frame != null; frame = buffer.poll(now)) {
            if (decode(frame)) {
                fresh |= frame.keyframe();
                version++;
                lastNanos = now;
            }
        }
        boolean blank = owner != null && shown && !fresh && version > 0;
        boolean wanted =
                buffer.keyframeWanted() || (blank && now - changedNanos >= KEYFRAME_INTERVAL_NANOS);
        if (wanted && now - askedNanos >= KEYFRAME_INTERVAL_NANOS) {
            askedNanos = now;
            requests.keyframe(stream);
        }
    }

    private boolean decode(CodedFrame frame) {
        VideoDecoder current = decoder;
        try {
            if (current == null || current.codec() != frame.codec()) {
                if (current != null) {
                    current.close();
                    decoder = null;
                }
                current = new VideoDecoder(frame.codec());
                decoder = current;
            }
            boolean made = current.decode(frame);
            if (current.failed()) {
                buffer.onDecoderFailed();
            }
            return made;
        } catch (LibavException _) {
            buffer.onDecoderFailed();
            return false;
        }
    }

    @Override
    public boolean live() {
        return shown
                && fresh
                && decoder != null
                && version > 0
                && (still || nowNanos - lastNanos < STALE_NANOS);
    }

    @Override
    public AVFrame picture() {
        if (decoder == null) {
            throw new IllegalStateException("no picture yet");
        }
        return decoder.picture();
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
