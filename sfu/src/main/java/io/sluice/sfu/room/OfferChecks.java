package io.sluice.sfu.room;

import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaException;
import io.sluice.sfu.api.MediaException.Reason;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.receive.StreamDemuxer;
import java.util.List;

/// What is refused before anything of an offer is used.
final class OfferChecks {
    /// Browsers number their sections; each packet carries this.
    private static final int MAX_MID_CHARACTERS = 32;

    private static final int MAX_PAYLOAD_TYPE = 127;

    /// Of two-byte headers (RFC 8285 §4.3).
    private static final int MAX_EXTENSION_ID = 255;

    private OfferChecks() {}

    /// Throws a [MediaException] that says what is too much or does not fit.
    static void check(MediaOffer offer, List<TrackDescription> tracks, RoomLimits limits) {
        int ssrcs = 0;
        for (SendSection section : offer.sends()) {
            checkFormat(section.mid(), section.codecs(), section.extensions());
            refuseIf(
                    section.codecs().isEmpty() || section.encodings().isEmpty(),
                    "a section that sends nothing");
            for (EncodingParameters encoding : section.encodings()) {
                ssrcs += encoding.rtxSsrc() == EncodingParameters.UNKNOWN ? 1 : 2;
            }
        }
        if (ssrcs > StreamDemuxer.MAX_SSRCS) {
            throw new MediaException(
                    Reason.TOO_MANY_STREAMS,
                    "more than " + StreamDemuxer.MAX_SSRCS + " streams to send");
        }
        if (offer.slots().size() > limits.maxSlotSections()) {
            throw new MediaException(
                    Reason.TOO_MANY_STREAMS,
                    "more than " + limits.maxSlotSections() + " sections to receive through");
        }
        for (SlotSection section : offer.slots()) {
            checkFormat(section.mid(), section.codecs(), section.extensions());
        }
        PublicationTable.check(offer.sends(), tracks);
    }

    /// What goes into each packet must fit there.
    private static void checkFormat(
            String mid, List<CodecParameters> codecs, List<HeaderExtension> extensions) {
        refuseIf(mid.length() > MAX_MID_CHARACTERS, "too long a mid");
        for (CodecParameters codec : codecs) {
            refuseIf(
                    codec.payloadType() < 0
                            || codec.payloadType() > MAX_PAYLOAD_TYPE
                            || codec.rtxPayloadType() > MAX_PAYLOAD_TYPE
                            || codec.redPayloadType() > MAX_PAYLOAD_TYPE,
                    "no such payload type");
        }
        for (HeaderExtension extension : extensions) {
            refuseIf(
                    extension.id() < 1 || extension.id() > MAX_EXTENSION_ID,
                    "no such header extension id");
        }
    }

    private static void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new MediaException(Reason.UNKNOWN_TRACK, message);
        }
    }
}
