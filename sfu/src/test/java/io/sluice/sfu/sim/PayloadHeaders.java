package io.sluice.sfu.sim;

import io.sluice.rtp.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// The first bytes of the payloads of one synthetic video stream, as browsers write them.
final class PayloadHeaders {
    private final Codec codec;
    private final Scalability mode;
    private final boolean flexible;
    private final int width;
    private final int height;
    private int pictureId;
    private int tl0;
    private boolean started;
    private boolean keyframe;
    private int layer;
    private boolean sync;
    private int spatialLayer;
    private List<Integer> differences = List.of();

    /// @param flexible whether VP9 names its references
    /// @param width of the largest picture; H.264 always says 320x192
    PayloadHeaders(
            Codec codec,
            Scalability mode,
            boolean flexible,
            int width,
            int height,
            int firstPictureId) {
        this.codec = codec;
        this.mode = mode;
        this.flexible = flexible;
        this.width = width;
        this.height = height;
        pictureId = firstPictureId;
    }

    void beginFrame(boolean keyframe, int layer, boolean sync) {
        if (started) {
            pictureId = (pictureId + 1) & 0x7fff;
            tl0 = (tl0 + (layer == 0 ? 1 : 0)) & 0xff;
        }
        started = true;
        this.keyframe = keyframe;
        this.layer = layer;
        this.sync = sync;
        spatialLayer = 0;
        differences = List.of();
    }

    /// A frame of the picture that was begun.
    ///
    /// @param differences how many pictures ago those were that it refers to
    void beginLayer(int spatialLayer, List<Integer> differences) {
        this.spatialLayer = spatialLayer;
        this.differences = differences;
    }

    byte[] of(int packet, int count) {
        boolean first = packet == 0;
        boolean last = packet == count - 1;
        return switch (codec) {
            case VP8 -> vp8(first);
            case VP9 -> vp9(first, last);
            case H264 -> h264(packet, last);
            case AV1 -> av1(first, last);
            case OPUS -> throw new IllegalArgumentException("no video codec");
        };
    }

    /// What depends on the size of the whole payload.
    void finish(int packet, byte[] payload, int headerLength) {
        if (codec == Codec.H264 && keyframe && packet == 0) {
            // The rest of the aggregate is one more unit: supplemental information.
            int rest = payload.length - headerLength - 2;
            payload[headerLength] = (byte) (rest >> 8);
            payload[headerLength + 1] = (byte) rest;
            payload[headerLength + 2] = 6;
        }
    }

    /// RFC 7741 §4.2, all fields, and the frame tag of RFC 6386 §9.1.
    private byte[] vp8(boolean first) {
        int layers = (layer << 6) | (sync ? 0x20 : 0);
        if (!first) {
            return bytes(0x80, 0xe0, 0x80 | (pictureId >> 8), pictureId, tl0, layers);
        }
        if (!keyframe) {
            return bytes(0x90, 0xe0, 0x80 | (pictureId >> 8), pictureId, tl0, layers, 1, 0, 0);
        }
        return bytes(
                0x90,
                0xe0,
                0x80 | (pictureId >> 8),
                pictureId,
                tl0,
                layers,
                0,
                0,
                0,
                0x9d,
                1,
                0x2a,
                width & 0xff,
                width >> 8,
                height & 0xff,
                height >> 8);
    }

    /// RFC 9628 §4.2.
    private byte[] vp9(boolean first, boolean last) {
        boolean structure = keyframe && first && spatialLayer == 0;
        int flags =
                0x80
                        | 0x20
                        | (keyframe ? 0 : 0x40)
                        | (flexible ? 0x10 : 0)
                        | (first ? 8 : 0)
                        | (last ? 4 : 0)
                        | (structure ? 2 : 0)
                        | (mode.usedAbove(keyframe, spatialLayer) ? 0 : 1);
        int below = mode.usesBelow(keyframe, spatialLayer) ? 1 : 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(flags);
        out.write(0x80 | (pictureId >> 8));
        out.write(pictureId);
        out.write(layer << 5 | (sync ? 0x10 : 0) | spatialLayer << 1 | below);
        if (!flexible) {
            out.write(tl0);
        }
        for (int i = 0; flexible && i < differences.size(); i++) {
            out.write(differences.get(i) << 1 | (i < differences.size() - 1 ? 1 : 0));
        }
        if (structure) {
            out.write((mode.spatialLayers - 1) << 5 | 0x10);
            for (int i = mode.spatialLayers - 1; i >= 0; i--) {
                out.write(width >> i >> 8);
                out.write(width >> i);
                out.write(height >> i >> 8);
                out.write(height >> i);
            }
        }
        return out.toByteArray();
    }

    /// RFC 6184: parameter sets in one packet, then the slice in fragments.
    private byte[] h264(int packet, boolean last) {
        if (keyframe && packet == 0) {
            byte[] sps = sequenceParameters();
            byte[] out = new byte[1 + 2 + sps.length + 2 + 4];
            out[0] = 24;
            out[2] = (byte) sps.length;
            System.arraycopy(sps, 0, out, 3, sps.length);
            int at = 3 + sps.length;
            out[at + 1] = 4;
            out[at + 2] = 0x68;
            out[at + 3] = (byte) 0xce;
            out[at + 4] = 0x3c;
            out[at + 5] = (byte) 0x80;
            return out;
        }
        int type = keyframe ? 5 : 1;
        boolean start = keyframe ? packet == 1 : packet == 0;
        int fragment = type | (start ? 0x80 : 0) | (last && !start ? 0x40 : 0);
        return start ? bytes(0x7c, fragment, 0x88) : bytes(0x7c, fragment);
    }

    private static byte[] sequenceParameters() {
        // Level 3.1, frame numbers of 4 bits, order type 2, one reference, 20 x 12 macroblocks.
        String bits =
                "1" + "1" + "011" + "010" + "0" + "000010100" + "0001100" + "1" + "1" + "00" + "1";
        byte[] out = new byte[4 + (bits.length() + 7) / 8];
        out[0] = 0x67;
        out[1] = 0x42;
        out[2] = (byte) 0xe0;
        out[3] = 0x1f;
        for (int i = 0; i < bits.length(); i++) {
            if (bits.charAt(i) == '1') {
                out[4 + i / 8] |= (byte) (0x80 >> (i % 8));
            }
        }
        return out;
    }

    /// AV1 RTP payload format §4.4: a sequence header and a frame, or a piece of a frame.
    private byte[] av1(boolean first, boolean last) {
        int continues = (first ? 0 : 0x80) | (last ? 0 : 0x40);
        if (keyframe && first && spatialLayer == 0) {
            return bytes(continues | 0x20 | 0x08, 4, 1 << 3, 0, 0, 0, 6 << 3, 0x10);
        }
        return first ? bytes(continues | 0x10, 6 << 3, 0x30) : bytes(continues | 0x10, 0x55);
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }
}
