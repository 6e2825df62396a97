package io.sluice.bench.load;

import java.lang.foreign.Arena;

/// A prepared microphone: Opus of 32 kbit/s in packets of 20 ms (RFC 7587).
final class AudioSource {
    static final int CLOCK_RATE = 48_000;
    static final int PACKETS_PER_SECOND = 50;

    /// The TOC byte (RFC 6716 §3.1).
    static final int CODEC_BYTES = 1;

    private static final int PACKET_BYTES = 80;

    /// One frame of 20 ms, full band.
    private static final byte TOC = (byte) (31 << 3);

    private final Content packet;

    AudioSource(Arena arena, int publisher) {
        packet = new Content(arena, new byte[] {TOC}, publisher, 0, PACKET_BYTES);
    }

    Content packet() {
        return packet;
    }
}
