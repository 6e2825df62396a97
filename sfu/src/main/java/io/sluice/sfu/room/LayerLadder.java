package io.sluice.sfu.room;

import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.receive.LayerMeter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The layers of one publication as one row of pictures, the smallest first: the encodings of a
/// simulcast (RFC 8853), or the spatial layers of its only encoding.
///
/// Sizes and rates are measured; a size that nobody has seen yet is taken for the double of the one
/// below.
final class LayerLadder {
    /// There is no such layer, or nothing is to be sent.
    static final int NONE = -1;

    /// Encodings of one publication that are told apart.
    static final int MAX_ENCODINGS = 8;

    /// An encoding that was silent for so long while another one went on is not being sent.
    private static final long SILENT_NANOS = 1_000_000_000;

    /// One that its sender was told to stop has stopped after this.
    private static final long STOPPED_NANOS = 250_000_000;

    /// What senders use for the smallest layer, as long as nothing else is known.
    private static final int SMALLEST_WIDTH = 320;

    private static final int SMALLEST_HEIGHT = 180;

    private final @Nullable ReceivedStream[] streams = new ReceivedStream[MAX_ENCODINGS];
    private final int[] versions = new int[MAX_ENCODINGS];
    private String[] rids = new String[0];
    private int flowing; // a bit per encoding
    private boolean smallestLast;

    LayerLadder(List<EncodingParameters> encodings) {
        encodings(encodings);
    }

    /// The encodings were negotiated, again.
    void encodings(List<EncodingParameters> encodings) {
        rids = new String[Math.min(encodings.size(), MAX_ENCODINGS)];
        for (int i = 0; i < rids.length; i++) {
            rids[i] = encodings.get(i).rid();
        }
    }

    int encodings() {
        return rids.length;
    }

    String rid(int encoding) {
        return rids[encoding];
    }

    /// A stream of the publication began; true when it is one of its encodings.
    boolean opened(ReceivedStream stream) {
        int encoding = stream.encoding();
        if (encoding >= rids.length) {
            return false;
        }
        streams[encoding] = stream;
        versions[encoding] = NONE;
        flowing |= 1 << encoding;
        return true;
    }

    /// A stream ended; true when it was one of the encodings.
    boolean closed(ReceivedStream stream) {
        for (int i = 0; i < streams.length; i++) {
            if (streams[i] == stream) {
                streams[i] = null;
                flowing &= ~(1 << i);
                return true;
            }
        }
        return false;
    }

    /// A packet of an encoding came; true when it changed what there is to choose from: the
    /// encoding was silent before, or has other layers now.
    boolean onPacket(ReceivedStream stream) {
        LayerMeter meter = stream.stream.layers();
        if (meter == null || !holds(stream)) {
            return false;
        }
        int encoding = stream.encoding();
        boolean flowed = (flowing >>> encoding & 1) != 0;
        if (flowed && versions[encoding] == meter.version()) {
            return false;
        }
        flowing |= 1 << encoding;
        versions[encoding] = meter.version();
        findOrder();
        return true;
    }

    /// To be called every quarter of a second: measures the rates, and notices what fell silent.
    ///
    /// @param need what the sender was told
    /// @return whether there is something else to choose from
    boolean measure(EncodingNeed need, long nowNanos) {
        long newest = Long.MIN_VALUE;
        for (ReceivedStream stream : streams) {
            if (stream != null && stream.stream.layers() != null) {
                stream.stream.layers().measure(nowNanos);
                newest = Math.max(newest, stream.stream.lastPacketNanos());
            }
        }
        int before = flowing;
        for (int i = 0; i < streams.length; i++) {
            ReceivedStream stream = streams[i];
            if (stream == null) {
                continue;
            }
            long last = stream.stream.lastPacketNanos();
            boolean stopped = !need.isActive(i) && nowNanos - last > STOPPED_NANOS;
            if (stopped || newest - last > SILENT_NANOS) {
                flowing &= ~(1 << i);
            }
        }
        return flowing != before;
    }

    /// How many pictures there are to choose from.
    int spatialLayers() {
        if (rids.length != 1) {
            return rids.length;
        }
        LayerMeter meter = meter(0);
        return meter == null ? 1 : meter.spatialLayers();
    }

    /// How many temporal layers this picture has.
    int temporalLayers(int layer) {
        LayerMeter meter = meter(encodingOf(layer));
        return meter == null ? 1 : meter.temporalLayers();
    }

    /// Bits per second that a receiver of these layers has to be sent, as measured while they were
    /// last sent; 0 while that is not known.
    long bitrateBps(int layer, int temporalLayer) {
        LayerMeter meter = meter(encodingOf(layer));
        return meter == null ? 0 : meter.bitrateBps(spatialLayerOf(layer), temporalLayer);
    }

    /// Pixels.
    int width(int layer) {
        return size(layer, true);
    }

    /// Pixels.
    int height(int layer) {
        return size(layer, false);
    }

    /// The encoding that carries the picture.
    int encodingOf(int layer) {
        if (rids.length == 1) {
            return 0;
        }
        return smallestLast ? rids.length - 1 - layer : layer;
    }

    /// The picture that a spatial layer of an encoding is.
    int layerOf(int encoding, int spatialLayer) {
        if (rids.length == 1) {
            return spatialLayer;
        }
        return smallestLast ? rids.length - 1 - encoding : encoding;
    }

    /// Whether the layers of the only encoding are known.
    boolean isMeasured() {
        LayerMeter meter = meter(0);
        return meter != null && meter.version() > 0;
    }

    /// The picture's spatial layer within its encoding.
    int spatialLayerOf(int layer) {
        return rids.length == 1 ? layer : 0;
    }

    /// Whether the stream is one of the encodings.
    boolean holds(ReceivedStream stream) {
        return stream.encoding() < rids.length && streams[stream.encoding()] == stream;
    }

    @Nullable ReceivedStream stream(int encoding) {
        return streams[encoding];
    }

    /// Of the picture wanted, or of the best one below that is being sent, or else of the next one
    /// above that is allowed; [#NONE] when there is none.
    int available(int wanted, int allowed) {
        for (int layer = wanted; layer >= 0; layer--) {
            if (flows(layer)) {
                return layer;
            }
        }
        for (int layer = wanted + 1; layer <= Math.min(allowed, spatialLayers() - 1); layer++) {
            if (flows(layer)) {
                return layer;
            }
        }
        return streams[encodingOf(wanted)] == null ? NONE : wanted;
    }

    private boolean flows(int layer) {
        return (flowing >>> encodingOf(layer) & 1) != 0;
    }

    private @Nullable LayerMeter meter(int encoding) {
        ReceivedStream stream = streams[encoding];
        return stream == null ? null : stream.stream.layers();
    }

    private int size(int layer, boolean width) {
        int layers = spatialLayers();
        for (int distance = 0; distance < layers; distance++) {
            int below = known(layer - distance, width);
            if (below > 0) {
                return below << distance;
            }
            int above = known(layer + distance, width);
            if (above > 0) {
                return Math.max(1, above >> distance);
            }
        }
        return (width ? SMALLEST_WIDTH : SMALLEST_HEIGHT) << layer;
    }

    private int known(int layer, boolean width) {
        if (layer < 0 || layer >= spatialLayers()) {
            return 0;
        }
        LayerMeter meter = meter(encodingOf(layer));
        if (meter == null) {
            return 0;
        }
        int spatial = spatialLayerOf(layer);
        return width ? meter.width(spatial) : meter.height(spatial);
    }

    /// Browsers name the smallest encoding first; not everybody does.
    private void findOrder() {
        int first = NONE;
        int last = NONE;
        for (int i = 0; i < rids.length; i++) {
            LayerMeter meter = meter(i);
            if (meter != null && meter.height(0) > 0) {
                first = first == NONE ? meter.height(0) : first;
                last = meter.height(0);
            }
        }
        if (first != last) {
            smallestLast = first > last;
        }
    }
}
