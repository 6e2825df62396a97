package io.sluice.sfu.receive;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the stream a packet belongs to (RFC 8843 §9.2).
///
/// A known SSRC decides at once. An unknown one is told by its MID and RID (RFC 8852), else by a
/// signalled SSRC, else by its payload type, and is known from then on. Retransmissions have an
/// SSRC of their own and lead to the stream they repair.
public final class StreamDemuxer {
    /// A participant sends a handful of encodings; each costs memory.
    public static final int MAX_SSRCS = 64;

    /// Tells which streams begin and end.
    public interface Output {
        /// The first packet of an encoding came; makes its stream.
        ///
        /// @param encoding index into the section's encodings
        IncomingRtpStream open(SendSection section, int encoding, long ssrc);

        /// The stream ended: its section is gone or its sender chose another SSRC.
        void closed(IncomingRtpStream stream);
    }

    private final Counters counters;
    private final long[] ssrcs = new long[MAX_SSRCS];
    private final @Nullable IncomingRtpStream[] streams = new IncomingRtpStream[MAX_SSRCS];
    private int count;
    private int last;
    private List<Section> sections = List.of();

    public StreamDemuxer(Counters counters) {
        this.counters = counters;
    }

    /// A set of sections was negotiated. Streams whose section or encoding is gone are closed.
    public void sections(List<SendSection> negotiated, Output out) {
        List<Section> before = sections;
        List<Section> now = new ArrayList<>();
        for (SendSection parameters : negotiated) {
            now.add(new Section(parameters));
        }
        sections = now;
        for (Section old : before) {
            for (int i = 0; i < old.streams.length; i++) {
                IncomingRtpStream stream = old.streams[i];
                if (stream != null && !keep(stream, old.parameters.encodings().get(i))) {
                    forget(stream);
                    out.closed(stream);
                }
            }
        }
        forget(null);
    }

    /// The stream of an authenticated packet, or null when there is none and the packet is to be
    /// dropped, which has been counted.
    public @Nullable IncomingRtpStream streamOf(RtpPacket packet, Output out) {
        long ssrc = packet.ssrc();
        int known = indexOf(ssrc);
        if (known >= 0) {
            last = known;
            IncomingRtpStream stream = streams[known];
            if (stream == null) {
                counters.drop(DropReason.UNKNOWN_STREAM);
            }
            return stream;
        }
        if (count == MAX_SSRCS) {
            counters.drop(DropReason.TOO_MANY_STREAMS);
            return null;
        }
        return bind(packet, ssrc, out);
    }

    private @Nullable IncomingRtpStream bind(RtpPacket packet, long ssrc, Output out) {
        Section section = sectionOf(packet, ssrc);
        if (section == null) {
            counters.drop(DropReason.UNKNOWN_STREAM);
            return null;
        }
        if (!section.payloadTypes.isKnown(packet.payloadType())) {
            counters.drop(DropReason.UNKNOWN_PAYLOAD_TYPE);
            return null;
        }
        int encoding = section.encodingOf(packet, ssrc);
        if (encoding < 0) {
            counters.drop(DropReason.UNKNOWN_STREAM);
            return null;
        }
        IncomingRtpStream stream = section.streams[encoding];
        if (section.payloadTypes.rtx(packet.payloadType()) != null) {
            if (stream == null) {
                counters.drop(DropReason.RTX_UNMATCHED);
                return null;
            }
            remember(ssrc, stream);
            return stream;
        }
        if (stream != null) {
            retire(stream);
            out.closed(stream);
        }
        IncomingRtpStream opened = out.open(section.parameters, encoding, ssrc);
        section.streams[encoding] = opened;
        remember(ssrc, opened);
        return opened;
    }

    private @Nullable Section sectionOf(RtpPacket packet, long ssrc) {
        for (Section section : sections) {
            long at =
                    section.midId == HeaderExtensionIds.NONE ? -1 : packet.extension(section.midId);
            if (at >= 0) {
                return sectionWithMid(packet, at, packet.extensionLength());
            }
        }
        for (Section section : sections) {
            if (section.signalled(ssrc) >= 0) {
                return section;
            }
        }
        Section only = null;
        for (Section section : sections) {
            if (section.payloadTypes.isKnown(packet.payloadType())) {
                if (only != null) {
                    return null;
                }
                only = section;
            }
        }
        return only;
    }

    private @Nullable Section sectionWithMid(RtpPacket packet, long at, int length) {
        for (Section section : sections) {
            if (equal(section.mid, packet, at, length)) {
                return section;
            }
        }
        return null;
    }

    /// Finds the place of a stream among the new sections; false when there is none.
    private boolean keep(IncomingRtpStream stream, EncodingParameters encoding) {
        for (Section section : sections) {
            if (section.parameters.mid().equals(stream.section().mid())
                    && section.parameters.kind() == stream.kind()) {
                int index = section.indexOfRid(encoding.rid());
                if (index < 0) {
                    return false;
                }
                section.streams[index] = stream;
                stream.section(section.parameters);
                return true;
            }
        }
        return false;
    }

    private int indexOf(long ssrc) {
        if (last < count && ssrcs[last] == ssrc) {
            return last;
        }
        for (int i = 0; i < count; i++) {
            if (ssrcs[i] == ssrc) {
                return i;
            }
        }
        return -1;
    }

    private void remember(long ssrc, IncomingRtpStream stream) {
        ssrcs[count] = ssrc;
        streams[count] = stream;
        count++;
    }

    /// Its SSRCs lead nowhere from now on: late packets must not open it again.
    private void retire(IncomingRtpStream stream) {
        for (int i = 0; i < count; i++) {
            if (streams[i] == stream) {
                streams[i] = null;
            }
        }
    }

    /// Removes the SSRCs of a stream, or of all retired ones.
    private void forget(@Nullable IncomingRtpStream stream) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (streams[i] != stream) {
                ssrcs[kept] = ssrcs[i];
                streams[kept++] = streams[i];
            }
        }
        while (count > kept) {
            streams[--count] = null;
        }
    }

    private static boolean equal(byte[] expected, RtpPacket packet, long at, int length) {
        if (expected.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (expected[i] != (byte) Bytes.unsigned8(packet.segment(), at + i)) {
                return false;
            }
        }
        return true;
    }

    /// A negotiated section, ready to be compared with packets.
    private static final class Section {
        final SendSection parameters;
        final byte[] mid;
        final byte[][] rids;
        final PayloadTypes payloadTypes;
        final @Nullable IncomingRtpStream[] streams;
        final int midId;
        private final int ridId;
        private final int repairedRidId;

        Section(SendSection parameters) {
            this.parameters = parameters;
            mid = parameters.mid().getBytes(StandardCharsets.UTF_8);
            int encodings = parameters.encodings().size();
            rids = new byte[encodings][];
            for (int i = 0; i < encodings; i++) {
                rids[i] = parameters.encodings().get(i).rid().getBytes(StandardCharsets.UTF_8);
            }
            streams = new IncomingRtpStream[encodings];
            payloadTypes = new PayloadTypes(parameters.codecs());
            HeaderExtensionIds ids = new HeaderExtensionIds(parameters.extensions());
            midId = ids.of(HeaderExtensionType.MID);
            ridId = ids.of(HeaderExtensionType.RID);
            repairedRidId = ids.of(HeaderExtensionType.REPAIRED_RID);
        }

        int encodingOf(RtpPacket packet, long ssrc) {
            int named = named(packet, repairedRidId);
            if (named == NOT_SAID) {
                named = named(packet, ridId);
            }
            if (named != NOT_SAID) {
                return named;
            }
            int signalled = signalled(ssrc);
            if (signalled >= 0) {
                return signalled;
            }
            return rids.length == 1 ? 0 : -1;
        }

        int signalled(long ssrc) {
            for (int i = 0; i < streams.length; i++) {
                EncodingParameters encoding = parameters.encodings().get(i);
                if (encoding.ssrc() == ssrc || encoding.rtxSsrc() == ssrc) {
                    return i;
                }
            }
            return -1;
        }

        int indexOfRid(String rid) {
            for (int i = 0; i < streams.length; i++) {
                if (parameters.encodings().get(i).rid().equals(rid)) {
                    return i;
                }
            }
            return -1;
        }

        private static final int NOT_SAID = -2;

        /// The encoding the packet names, -1 when it names one that is not here.
        private int named(RtpPacket packet, int id) {
            long at = id == HeaderExtensionIds.NONE ? -1 : packet.extension(id);
            if (at < 0) {
                return NOT_SAID;
            }
            for (int i = 0; i < rids.length; i++) {
                if (rids[i].length > 0 && equal(rids[i], packet, at, packet.extensionLength())) {
                    return i;
                }
            }
            return -1;
        }
    }
}
