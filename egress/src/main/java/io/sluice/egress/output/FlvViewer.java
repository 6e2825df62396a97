package io.sluice.egress.output;

import io.sluice.rtmp.ByteWriter;
import io.sluice.rtmp.FlvWriter;
import io.sluice.rtmp.StreamMetadata;
import org.jspecify.annotations.Nullable;

/// One viewer by HTTP-FLV: turns its frames into the bytes of an endless FLV file.
public final class FlvViewer implements AutoCloseable {
    private final FrameQueue queue;
    private final FlvFrames frames = new FlvFrames();
    private final ByteWriter out = new ByteWriter();
    private final Tags tags = new Tags();
    private boolean begun;

    /// Takes over a queue of [LiveSource#join].
    public FlvViewer(FrameQueue queue) {
        this.queue = queue;
    }

    /// The next bytes; empty when there were none for so many milliseconds, null at the end.
    public byte @Nullable [] next(long waitMillis) throws InterruptedException {
        EncodedFrame frame = queue.take(waitMillis);
        if (frame == null) {
            return queue.isOpen() ? new byte[0] : null;
        }
        out.clear();
        if (!begun) {
            begun = true;
            StreamSettings settings = frame.settings();
            FlvWriter.header(settings.hasAudio(), settings.hasVideo(), out);
        }
        frames.write(frame, tags);
        return out.toByteArray();
    }

    @Override
    public void close() {
        queue.abandon();
    }

    private final class Tags implements FlvFrames.Output {
        @Override
        public void metadata(StreamMetadata metadata) {
            FlvWriter.metadata(metadata.toAmf(), out);
        }

        @Override
        public void media(
                int type, long timestampMillis, byte[] head, int headLength, byte[] body) {
            FlvWriter.tag(type, timestampMillis, head, headLength, body, 0, body.length, out);
        }
    }
}
