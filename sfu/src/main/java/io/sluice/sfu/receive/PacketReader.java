package io.sluice.sfu.receive;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Av1DependencyDescriptor;
import io.sluice.rtp.codec.FrameReader;
import io.sluice.rtp.codec.LayerGrid;
import io.sluice.rtp.codec.OpusPayload;
import io.sluice.rtp.codec.RedPayload;
import io.sluice.sfu.api.CodecParameters;

/// Reads what a packet of one stream carries: which codec, bare or in RED, and which frame, by the
/// dependency descriptor where there is one.
final class PacketReader {
    private final Av1DependencyDescriptor descriptor = new Av1DependencyDescriptor();
    private final LayerGrid grid = new LayerGrid();
    private final RedPayload red = new RedPayload();

    /// The stream began anew: what the descriptors built on is gone.
    void reset() {
        descriptor.reset();
        grid.reset();
    }

    /// Fills everything of the packet but its header, which is in place; false when it is malformed
    /// or of no codec that was negotiated.
    boolean describe(
            MediaPacket into,
            PayloadTypes payloadTypes,
            HeaderExtensionIds extensionIds,
            long sequence,
            long arrivalNanos) {
        int payloadType = into.rtp.payloadType();
        CodecParameters parameters = payloadTypes.media(payloadType);
        into.redundant = parameters == null;
        if (parameters == null) {
            parameters = payloadTypes.red(payloadType);
        }
        if (parameters == null) {
            return false;
        }
        into.codec = parameters.codec();
        into.sequence = sequence;
        into.arrivalNanos = arrivalNanos;
        into.described = false;
        into.padded = false;
        into.frameNumber = -1;
        if (into.redundant) {
            return describeRedundant(into);
        }
        if (!FrameReader.read(into.codec, into.rtp, into.payload)) {
            return false;
        }
        int id = extensionIds.of(HeaderExtensionType.DEPENDENCY_DESCRIPTOR);
        long at = id == HeaderExtensionIds.NONE ? -1 : into.rtp.extension(id);
        if (at >= 0
                && descriptor.parse(
                        into.rtp.segment(), at, into.rtp.extensionLength(), into.descriptor)) {
            into.frameNumber = into.descriptor.frameNumber();
            into.described = into.descriptor.hasDependencies();
        }
        if (into.described) {
            grid.readDescribed(into.descriptor);
        } else if (into.codec.isVideo()) {
            grid.read(into.codec, into.payload);
        }
        return true;
    }

    private boolean describeRedundant(MediaPacket into) {
        RtpPacket rtp = into.rtp;
        return red.wrap(rtp.segment(), rtp.payloadOffset(), rtp.payloadLength())
                && OpusPayload.parse(
                        rtp.segment(), red.primaryOffset(), red.primaryLength(), into.payload);
    }
}
