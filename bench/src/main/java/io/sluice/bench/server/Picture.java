package io.sluice.bench.server;

import java.util.List;

/// One encoding of a generated camera.
public enum Picture {
    /// The only one of a camera without simulcast.
    ONLY("", 640, 360, 1_500_000),

    QUARTER("q", 320, 180, 150_000),
    HALF("h", 640, 360, 400_000),
    FULL("f", 1_280, 720, 950_000);

    /// A camera in simulcast (RFC 8853), the smallest picture first: 1.5 Mbit/s together.
    public static final List<Picture> SIMULCAST = List.of(QUARTER, HALF, FULL);

    private final String rid;
    private final int width;
    private final int height;
    private final int bitrateBps;

    Picture(String rid, int width, int height, int bitrateBps) {
        this.rid = rid;
        this.width = width;
        this.height = height;
        this.bitrateBps = bitrateBps;
    }

    /// Its name in SDP and in packets (RFC 8851), empty when it needs none.
    public String rid() {
        return rid;
    }

    /// Pixels.
    public int width() {
        return width;
    }

    /// Pixels.
    public int height() {
        return height;
    }

    /// Bits per second, keyframes aside.
    public int bitrateBps() {
        return bitrateBps;
    }
}
