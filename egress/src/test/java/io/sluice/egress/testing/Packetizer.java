package io.sluice.egress.testing;

import io.sluice.rtp.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Cuts coded frames into RTP payloads, as a browser would.
public final class Packetizer {
    private static final int MAX_PAYLOAD = 1100;

    private int pictureId = 100;

    public List<byte[]> payloads(Codec codec, byte[] frame, boolean keyframe) {
        return switch (codec) {
            case OPUS -> List.of(frame);
            case VP8 -> vp8(frame);
            case VP9 -> vp9(frame, keyframe);
            case H264 -> h264(frame);
            case AV1 -> av1(frame, keyframe);
        };
    }

    private List<byte[]> vp8(byte[] frame) {
        pictureId = (pictureId + 1) & 0x7fff;
        List<byte[]> out = new ArrayList<>();
        for (int at = 0; at < frame.length; at += MAX_PAYLOAD) {
            int first = at == 0 ? 0x90 : 0x80;
            byte[] header = {
                (byte) first, (byte) 0x80, (byte) (0x80 | pictureId >> 8), (byte) pictureId
            };
            out.add(join(header, frame, at, Math.min(MAX_PAYLOAD, frame.length - at)));
        }
        return out;
    }

    private List<byte[]> vp9(byte[] frame, boolean keyframe) {
        pictureId = (pictureId + 1) & 0x7fff;
        List<byte[]> out = new ArrayList<>();
        for (int at = 0; at < frame.length; at += MAX_PAYLOAD) {
            int size = Math.min(MAX_PAYLOAD, frame.length - at);
            int flags = 0x80 | (keyframe ? 0 : 0x40);
            flags |= at == 0 ? 0x08 : 0;
            flags |= at + size == frame.length ? 0x04 : 0;
            byte[] header = {(byte) flags, (byte) (0x80 | pictureId >> 8), (byte) pictureId};
            out.add(join(header, frame, at, size));
        }
        return out;
    }

    /// Small units in front of each other in one STAP-A, large ones in FU-A.
    private static List<byte[]> h264(byte[] frame) {
        List<byte[]> out = new ArrayList<>();
        List<byte[]> small = new ArrayList<>();
        for (byte[] unit : units(frame)) {
            if (unit.length < 200) {
                small.add(unit);
                continue;
            }
            flush(small, out);
            if (unit.length <= MAX_PAYLOAD) {
                out.add(unit);
                continue;
            }
            for (int at = 1; at < unit.length; at += MAX_PAYLOAD) {
                int size = Math.min(MAX_PAYLOAD, unit.length - at);
                int header = unit[0] & 0x1f;
                header |= at == 1 ? 0x80 : 0;
                header |= at + size == unit.length ? 0x40 : 0;
                byte[] prefix = {(byte) ((unit[0] & 0xe0) | 28), (byte) header};
                out.add(join(prefix, unit, at, size));
            }
        }
        flush(small, out);
        return out;
    }

    private static void flush(List<byte[]> small, List<byte[]> out) {
        if (small.size() == 1) {
            out.add(small.getFirst());
        } else if (!small.isEmpty()) {
            ByteArrayOutputStream aggregate = new ByteArrayOutputStream();
            aggregate.write(0x78);
            for (byte[] unit : small) {
                aggregate.write(unit.length >> 8);
                aggregate.write(unit.length);
                aggregate.writeBytes(unit);
            }
            out.add(aggregate.toByteArray());
        }
        small.clear();
    }

    private static List<byte[]> units(byte[] frame) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 2 < frame.length; i++) {
            if (frame[i] == 0 && frame[i + 1] == 0 && frame[i + 2] == 1) {
                if (start >= 0) {
                    units.add(slice(frame, start, frame[i - 1] == 0 ? i - 1 : i));
                }
                start = i + 3;
                i += 2;
            }
        }
        units.add(slice(frame, start, frame.length));
        return units;
    }

    /// One element per packet; a temporal delimiter is left out, sizes are taken away.
    private static List<byte[]> av1(byte[] frame, boolean keyframe) {
        List<byte[]> out = new ArrayList<>();
        int at = 0;
        while (at < frame.length) {
            int header = frame[at] & 0xff;
            int headerBytes = (header & 0x04) != 0 ? 2 : 1;
            int size = 0;
            int sizeAt = at + headerBytes;
            for (int shift = 0; ; shift += 7) {
                int next = frame[sizeAt++] & 0xff;
                size |= (next & 0x7f) << shift;
                if ((next & 0x80) == 0) {
                    break;
                }
            }
            if (((header >> 3) & 0xf) != 2) {
                byte[] prefix =
                        headerBytes == 2
                                ? new byte[] {(byte) (header & ~2), frame[at + 1]}
                                : new byte[] {(byte) (header & ~2)};
                av1Element(join(prefix, frame, sizeAt, size), keyframe && out.isEmpty(), out);
            }
            at = sizeAt + size;
        }
        return out;
    }

    private static void av1Element(byte[] obu, boolean newSequence, List<byte[]> out) {
        for (int at = 0; at < obu.length; at += MAX_PAYLOAD) {
            int size = Math.min(MAX_PAYLOAD, obu.length - at);
            int header = 0x10;
            header |= at > 0 ? 0x80 : 0;
            header |= at + size < obu.length ? 0x40 : 0;
            header |= newSequence && at == 0 ? 0x08 : 0;
            out.add(join(new byte[] {(byte) header}, obu, at, size));
        }
    }

    private static byte[] slice(byte[] from, int start, int end) {
        return java.util.Arrays.copyOfRange(from, start, end);
    }

    private static byte[] join(byte[] header, byte[] from, int at, int size) {
        byte[] out = java.util.Arrays.copyOf(header, header.length + size);
        System.arraycopy(from, at, out, header.length, size);
        return out;
    }
}
