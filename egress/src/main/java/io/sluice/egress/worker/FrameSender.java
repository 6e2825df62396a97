package io.sluice.egress.worker;

import io.sluice.egress.input.LinkEncoder;
import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameCodec;
import io.sluice.egress.output.FrameSink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Gives the program back to the server, for those who watch it there. A slow server costs whole
/// frames up to the next keyframe, and never the program. Of one thread.
final class FrameSender implements FrameSink {
    /// Some seconds at usual rates; what is older is not live.
    static final long MAX_QUEUED_BYTES = 4 << 20;

    private final ArrayDeque<EncodedFrame> queue = new ArrayDeque<>();
    private final FrameCodec.Writer writer = new FrameCodec.Writer();
    private final ByteBuffer piece = ByteBuffer.allocate(FrameCodec.MAX_MESSAGE_BYTES);
    private final Runnable keyframeWanted;
    private long queuedBytes;
    private boolean awaitsStart = true;
    private long droppedFrames;

    FrameSender(Runnable keyframeWanted) {
        this.keyframeWanted = keyframeWanted;
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        if (queuedBytes + frame.bytes().length > MAX_QUEUED_BYTES) {
            droppedFrames += queue.size();
            queue.clear();
            queuedBytes = 0;
            awaitsStart = true;
            keyframeWanted.run();
        }
        if (awaitsStart && !frame.startsHere()) {
            droppedFrames++;
            return;
        }
        awaitsStart = false;
        queue.addLast(frame);
        queuedBytes += frame.bytes().length;
    }

    /// Writes what there is while `out` has room for more than `reserved` bytes.
    ///
    /// @return whether something was written
    boolean fill(ByteBuffer out, int reserved) {
        boolean written = false;
        while (out.remaining() - reserved >= LinkEncoder.encodedFrameBytes(piece.capacity())
                && next()) {
            piece.clear();
            int _ = writer.write(piece);
            piece.flip();
            boolean _ = LinkEncoder.encoded(out, piece);
            written = true;
        }
        return written;
    }

    /// Whether a frame is being written.
    private boolean next() {
        if (writer.isBusy()) {
            return true;
        }
        EncodedFrame frame = queue.pollFirst();
        if (frame == null) {
            return false;
        }
        queuedBytes -= frame.bytes().length;
        writer.begin(frame);
        return true;
    }

    long droppedFrames() {
        return droppedFrames;
    }
}
