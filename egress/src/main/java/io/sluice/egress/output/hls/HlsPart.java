package io.sluice.egress.output.hls;

/// A piece of a segment that can be fetched alone (RFC 8216bis §4.4.4.9). The bytes are shared and
/// not to be written.
public final class HlsPart {
    private final byte[] bytes;
    private final long durationNanos;
    private final boolean independent;

    HlsPart(byte[] bytes, long durationNanos, boolean independent) {
        this.bytes = bytes;
        this.durationNanos = durationNanos;
        this.independent = independent;
    }

    /// `moof` and `mdat`.
    public byte[] bytes() {
        return bytes;
    }

    /// How long it plays.
    public long durationNanos() {
        return durationNanos;
    }

    /// Whether a player can begin here.
    public boolean independent() {
        return independent;
    }
}
