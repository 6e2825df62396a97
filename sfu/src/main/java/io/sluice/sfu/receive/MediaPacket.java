package io.sluice.sfu.receive;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.FrameInfo;

/// One stored packet of an incoming stream together with what was read from it: a flyweight, valid
/// during the call.
public final class MediaPacket {
    /// The order of what was read from the history.
    static final long STORED = Long.MAX_VALUE;

    final RtpPacket rtp = new RtpPacket();
    final FrameInfo payload = new FrameInfo();
    final FrameInfo descriptor = new FrameInfo();
    Codec codec = Codec.OPUS;
    long sequence;
    long arrivalNanos;
    long order;
    boolean redundant;
    boolean padded;
    boolean described;
    int frameNumber = -1;

    /// The packet as it was received.
    public RtpPacket rtp() {
        return rtp;
    }

    /// What the frame is: from the dependency descriptor where there is one, else from the payload.
    public FrameInfo frame() {
        return described ? descriptor : payload;
    }

    /// What the payload's own header says; it knows the codec's picture numbers.
    public FrameInfo payload() {
        return payload;
    }

    public Codec codec() {
        return codec;
    }

    /// Unwrapped to 64 bits.
    public long sequence() {
        return sequence;
    }

    /// Its place among the packets of its stream as they came, from 1; repaired ones come late.
    public long order() {
        return order;
    }

    public long arrivalNanos() {
        return arrivalNanos;
    }

    /// Whether a byte of padding is to make it as long as the others of its picture.
    public boolean padded() {
        return padded;
    }

    public void pad(boolean wanted) {
        padded = wanted;
    }

    /// The payload is RED (RFC 2198) around the codec's.
    public boolean redundant() {
        return redundant;
    }

    /// Of the dependency descriptor, or -1.
    public int frameNumber() {
        return frameNumber;
    }

    /// A decoder that knows nothing can begin here. H.264 begins with its parameter sets: a first
    /// slice alone does not do.
    public boolean startsKeyframe() {
        FrameInfo frame = frame();
        boolean parametersMissing = codec == Codec.H264 && !described && frame.width() == 0;
        return frame.keyframe() && frame.startOfFrame() && !parametersMissing;
    }
}
