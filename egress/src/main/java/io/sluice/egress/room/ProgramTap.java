package io.sluice.egress.room;

import io.sluice.egress.input.LinkFormat;
import io.sluice.egress.supervise.MediaLink;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaTap;
import io.sluice.sfu.api.SlotStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Hands what a room sends to the worker of its program. Lives on the room's loop; nothing is
/// allocated per packet.
final class ProgramTap implements MediaTap {
    private static final int UNKNOWN = -1;

    /// An SSRC stands behind type, length and, in a sender report, nothing else.
    private static final int RTCP_SSRC_OFFSET = 4;

    private static final int RTP_SSRC_OFFSET = 8;

    private final MediaLink link;
    private final ProgramFormat format;
    private volatile long[] ssrcs = new long[0];
    private volatile int[] numbers = new int[0];

    ProgramTap(MediaLink link, ProgramFormat format) {
        this.link = link;
        this.format = format;
    }

    @Override
    public void onStreams(List<SlotStream> streams) {
        long[] known = new long[streams.size()];
        int[] as = new int[streams.size()];
        for (int i = 0; i < known.length; i++) {
            SlotStream stream = streams.get(i);
            known[i] = stream.ssrc();
            as[i] =
                    stream.kind() == MediaKind.AUDIO
                            ? LinkFormat.audioStream(stream.slot())
                            : LinkFormat.videoStream(stream.slot());
        }
        numbers = as;
        ssrcs = known;
    }

    private int streamOf(long ssrc) {
        for (int i = 0; i < ssrcs.length; i++) {
            if (ssrcs[i] == ssrc) {
                return numbers[i];
            }
        }
        return UNKNOWN;
    }

    /// The SSRC of a stream as the worker numbers them, -1 when there is none.
    long ssrcOf(int stream) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == stream) {
                return ssrcs[i];
            }
        }
        return UNKNOWN;
    }

    @Override
    public void onRtp(MemorySegment packet, long offset, int length) {
        int stream = streamOf(Bytes.unsigned32(packet, offset + RTP_SSRC_OFFSET));
        Codec codec = format.codec(Bytes.unsigned8(packet, offset + 1) & 0x7f);
        if (stream != UNKNOWN && codec != null) {
            link.rtp(stream, codec, System.nanoTime(), packet, offset, length);
        }
    }

    @Override
    public void onRtcp(MemorySegment compound, long offset, int length) {
        int stream = firstReported(compound, offset, length);
        if (stream != UNKNOWN) {
            link.rtcp(stream, System.nanoTime(), compound, offset, length);
        }
    }

    /// The stream whose report a compound begins with.
    private int firstReported(MemorySegment compound, long offset, int length) {
        return length < RTCP_SSRC_OFFSET + 4
                ? UNKNOWN
                : streamOf(Bytes.unsigned32(compound, offset + RTCP_SSRC_OFFSET));
    }
}
