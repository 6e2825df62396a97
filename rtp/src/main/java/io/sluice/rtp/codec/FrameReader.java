package io.sluice.rtp.codec;

import io.sluice.rtp.RtpPacket;

/// Reads the payload header of any codec into a [FrameInfo].
public final class FrameReader {
    private FrameReader() {}

    /// Fills `out` from a packet with this codec's payload; false when that is malformed.
    ///
    /// The marker bit counts where the payload format leaves the end of a frame to it.
    public static boolean read(Codec codec, RtpPacket packet, FrameInfo out) {
        boolean good =
                switch (codec) {
                    case OPUS ->
                            OpusPayload.parse(
                                    packet.segment(),
                                    packet.payloadOffset(),
                                    packet.payloadLength(),
                                    out);
                    case VP8 ->
                            Vp8Descriptor.parse(
                                    packet.segment(),
                                    packet.payloadOffset(),
                                    packet.payloadLength(),
                                    out);
                    case VP9 ->
                            Vp9Descriptor.parse(
                                    packet.segment(),
                                    packet.payloadOffset(),
                                    packet.payloadLength(),
                                    out);
                    case H264 ->
                            H264Payload.parse(
                                    packet.segment(),
                                    packet.payloadOffset(),
                                    packet.payloadLength(),
                                    out);
                    case AV1 ->
                            Av1Payload.parse(
                                    packet.segment(),
                                    packet.payloadOffset(),
                                    packet.payloadLength(),
                                    out);
                };
        if (!good) {
            return false;
        }
        if (codec.isVideo()) {
            out.endOfPicture = packet.marker();
            out.endOfFrame |= packet.marker();
        }
        return true;
    }
}
