package io.sluice.sfu.sim;

import java.util.List;

/// A microphone that sends Opus in frames of one length.
public final class AudioSource {
    private static final int PAYLOAD_BYTES = 80;

    /// Fullband CELT, one frame: 2.5, 5, 10 or 20 ms (RFC 6716 §3.1).
    private static final int CELT_FULLBAND = 28;

    /// SILK wideband, one frame: 10, 20, 40 or 60 ms.
    private static final int SILK_WIDEBAND = 8;

    private final PacketWriter writer;
    private final MediaClock clock;
    private final int toc;
    private final long frameNanos;
    private int frame;
    private long frameStartNanos = -1;

    /// @param frameMillis 5, 10, 20, 40 or 60
    public AudioSource(PacketWriter writer, MediaClock clock, int frameMillis) {
        this.writer = writer;
        this.clock = clock;
        frameNanos = frameMillis * 1_000_000L;
        toc =
                switch (frameMillis) {
                    case 5 -> (CELT_FULLBAND + 1) << 3;
                    case 10 -> (CELT_FULLBAND + 2) << 3;
                    case 20 -> (CELT_FULLBAND + 3) << 3;
                    case 40 -> (SILK_WIDEBAND + 2) << 3;
                    case 60 -> (SILK_WIDEBAND + 3) << 3;
                    default -> throw new IllegalArgumentException("no Opus frame: " + frameMillis);
                };
    }

    public long ssrc() {
        return writer.ssrc();
    }

    /// How often [#frame] wants to be called.
    public long frameNanos() {
        return frameNanos;
    }

    /// The next frame's packet. Timestamps count frames; after a pause they catch up in whole ones.
    ///
    /// @param level in -dBov
    public byte[] frame(long nowNanos, int level) {
        boolean first = frameStartNanos < 0;
        if (first) {
            frameStartNanos = nowNanos;
        } else {
            long frames = Math.max(1, (nowNanos - frameStartNanos) / frameNanos);
            frameStartNanos += frames * frameNanos;
        }
        byte[] payload = new byte[PAYLOAD_BYTES];
        payload[0] = (byte) toc;
        new Truth(ssrc(), frame, frame++, 0, 1, true, 0, 0, List.of()).write(payload);
        return writer.packet(first, clock.timestamp(frameStartNanos), level, null, payload);
    }

    public byte[] senderReport(long nowNanos) {
        return writer.senderReport(clock.ntp(nowNanos), clock.timestamp(nowNanos));
    }
}
