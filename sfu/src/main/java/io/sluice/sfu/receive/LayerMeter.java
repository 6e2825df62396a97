package io.sluice.sfu.receive;

import io.sluice.rtp.codec.FrameInfo;
import io.sluice.rtp.codec.LayerGrid;
import java.util.Arrays;

/// Measures what the layers of one video encoding cost, and how large their pictures are.
///
/// What a layer costs is what a receiver of it must be sent: the lower layers it needs are in it. A
/// layer that is not being sent keeps its last figure, because that is what to expect of it.
public final class LayerMeter {
    private static final int BUCKETS = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BITS_PER_BYTE = 8;

    private final long[] bytes = new long[LayerGrid.TARGETS]; // since the last measurement
    private final long[] past = new long[BUCKETS * LayerGrid.TARGETS];
    private final long[] pastNanos = new long[BUCKETS];
    private final long[] rates = new long[LayerGrid.TARGETS];
    private final int[] widths = new int[LayerGrid.MAX_SPATIAL_LAYERS];
    private final int[] heights = new int[LayerGrid.MAX_SPATIAL_LAYERS];
    private int version;
    private int spatialLayers = 1;
    private int temporalLayers = 1;
    private int bucket;
    private long measuredNanos = Long.MIN_VALUE;

    /// Counts the changes of layers and sizes; 0 before the first packet.
    public int version() {
        return version;
    }

    /// How many spatial layers are being sent.
    public int spatialLayers() {
        return spatialLayers;
    }

    /// How many temporal layers were seen.
    public int temporalLayers() {
        return temporalLayers;
    }

    /// Pixels of a spatial layer, 0 while not known.
    public int width(int spatialLayer) {
        return widths[spatialLayer];
    }

    /// Pixels of a spatial layer, 0 while not known.
    public int height(int spatialLayer) {
        return heights[spatialLayer];
    }

    /// Bits per second, RTP headers included, over the last second that brought any, to send these
    /// layers; 0 before the first measurement.
    public long bitrateBps(int spatialLayer, int temporalLayer) {
        int temporal = Math.min(temporalLayer, temporalLayers - 1);
        return rates[LayerGrid.target(Math.min(spatialLayer, spatialLayers - 1), temporal)];
    }

    /// To be called at even intervals of about a quarter of a second.
    public void measure(long nowNanos) {
        if (measuredNanos != Long.MIN_VALUE && nowNanos > measuredNanos) {
            System.arraycopy(bytes, 0, past, bucket * LayerGrid.TARGETS, LayerGrid.TARGETS);
            pastNanos[bucket] = nowNanos - measuredNanos;
            bucket = (bucket + 1) % BUCKETS;
            sumUp();
        }
        Arrays.fill(bytes, 0);
        measuredNanos = nowNanos;
    }

    void onPacket(MediaPacket packet) {
        FrameInfo frame = packet.frame();
        int length = packet.rtp().length();
        int targets = frame.members();
        while (targets != 0) {
            bytes[Integer.numberOfTrailingZeros(targets)] += length;
            targets &= targets - 1;
        }
        if (version == 0) {
            version = 1;
        }
        if (frame.startOfFrame()) {
            readLayers(frame);
            readSizes(packet.payload());
            readSizes(frame);
        }
    }

    private void readLayers(FrameInfo frame) {
        if (frame.spatialLayerCount() > 0) {
            int highest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(frame.targets());
            int told = highest < 0 ? 1 : LayerGrid.spatialLayer(highest) + 1;
            version += told == spatialLayers ? 0 : 1;
            spatialLayers = told;
        }
        int temporal = Math.max(frame.temporalLayerCount(), frame.temporalLayer() + 1);
        temporalLayers =
                Math.max(temporalLayers, Math.min(temporal, LayerGrid.MAX_TEMPORAL_LAYERS));
    }

    private void readSizes(FrameInfo frame) {
        int told = Math.min(frame.sizedLayers(), LayerGrid.MAX_SPATIAL_LAYERS);
        for (int i = 0; i < told; i++) {
            size(i, frame.layerWidth(i), frame.layerHeight(i));
        }
        int own = frame.spatialLayer();
        if (told == 0 && frame.width() > 0 && own < LayerGrid.MAX_SPATIAL_LAYERS) {
            size(own, frame.width(), frame.height());
        }
    }

    private void size(int spatialLayer, int width, int height) {
        if (widths[spatialLayer] != width || heights[spatialLayer] != height) {
            widths[spatialLayer] = width;
            heights[spatialLayer] = height;
            version++;
        }
    }

    private void sumUp() {
        long nanos = 0;
        for (long each : pastNanos) {
            nanos += each;
        }
        for (int target = 0; target < LayerGrid.TARGETS; target++) {
            if (bytes[target] == 0) {
                continue; // a layer that stops is not one that gets cheaper
            }
            long sum = 0;
            for (int i = 0; i < BUCKETS; i++) {
                sum += past[i * LayerGrid.TARGETS + target];
            }
            rates[target] = sum * BITS_PER_BYTE * NANOS_PER_SECOND / nanos;
        }
    }
}
