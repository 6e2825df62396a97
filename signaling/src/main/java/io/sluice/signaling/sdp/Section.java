package io.sluice.signaling.sdp;

import io.sluice.sfu.api.MediaKind;
import io.sluice.signaling.sdp.ExtensionMatcher.NegotiatedExtension;
import java.util.List;

/// A media section of the offer with what we make of it, in the order of the offer.
///
/// @param format the first offered format, for the m-line of a rejection
/// @param slot the number of the slot, or -1
/// @param rids the encodings of a simulcast offer
record Section(
        String mid,
        String media,
        String protocol,
        String format,
        Role role,
        MediaKind kind,
        int slot,
        List<NegotiatedCodec> codecs,
        List<NegotiatedExtension> extensions,
        List<String> rids,
        boolean reducedSize) {
    Section {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        rids = List.copyOf(rids);
    }

    /// What a section is for.
    enum Role {
        /// The peer sends a track.
        SEND,
        /// The peer receives one half of a slot.
        SLOT,
        /// Negotiated, but nothing flows now.
        IDLE,
        REJECTED
    }

    boolean isAccepted() {
        return role != Role.REJECTED;
    }
}
