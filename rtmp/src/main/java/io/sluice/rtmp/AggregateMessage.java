package io.sluice.rtmp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Several FLV tags that came as one message (RTMP §7.1.6).
final class AggregateMessage {
    private static final int TAG_HEADER_BYTES = 11;
    private static final int BACK_POINTER_BYTES = 4;

    private AggregateMessage() {}

    /// Hands out each part with its own time; a part that is longer than the whole is an error.
    static @Nullable RtmpError split(RtmpMessage whole, Consumer<RtmpMessage> out) {
        ByteReader in = new ByteReader(whole.payload(), whole.offset(), whole.length());
        RtmpMessage part = new RtmpMessage();
        part.payload = whole.payload;
        part.streamId = whole.streamId;
        long first = -1;
        while (in.remaining() >= TAG_HEADER_BYTES) {
            part.type = in.u8();
            part.length = in.u24();
            long time = in.u24() | (long) in.u8() << 24;
            in.skip(3);
            part.offset = in.position();
            if (part.length > in.remaining()) {
                return RtmpError.FLV;
            }
            in.skip(part.length);
            in.skip(Math.min(BACK_POINTER_BYTES, in.remaining()));
            first = first < 0 ? time : first;
            part.timestampMillis = (whole.timestampMillis + time - first) & 0xffffffffL;
            if (part.isMedia()) {
                out.accept(part);
            }
        }
        return null;
    }
}
