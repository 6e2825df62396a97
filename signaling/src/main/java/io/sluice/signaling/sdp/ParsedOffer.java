package io.sluice.signaling.sdp;

import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import java.util.List;
import java.util.Optional;

/// An offer that was understood: what the media plane needs of it, and what its answer needs.
public final class ParsedOffer {
    private final MediaOffer media;
    private final List<Section> sections;
    private final SlotNumbers slotNumbers;
    private final boolean mixedHeaders;

    ParsedOffer(
            MediaOffer media,
            List<Section> sections,
            SlotNumbers slotNumbers,
            boolean mixedHeaders) {
        this.media = media;
        this.sections = List.copyOf(sections);
        this.slotNumbers = slotNumbers;
        this.mixedHeaders = mixedHeaders;
    }

    public MediaOffer media() {
        return media;
    }

    /// The kind of a section that can carry a track of the peer, also while nothing flows through
    /// it; empty when there is none, or we have no codec in common.
    public Optional<MediaKind> sendKind(String mid) {
        for (Section section : sections) {
            if (section.mid().equals(mid)
                    && (section.role() == Section.Role.SEND
                            || section.role() == Section.Role.IDLE)) {
                return Optional.of(section.kind());
            }
        }
        return Optional.empty();
    }

    /// The same offer after an ICE restart that changed nothing else (RFC 9725 §4.3.3).
    ///
    /// @param candidates under the new credentials
    public ParsedOffer withIce(IceCredentials credentials, List<IceCandidate> candidates) {
        return new ParsedOffer(
                new MediaOffer(
                        credentials,
                        media.fingerprint(),
                        media.setup(),
                        media.sends(),
                        media.slots(),
                        candidates),
                sections,
                slotNumbers,
                mixedHeaders);
    }

    List<Section> sections() {
        return sections;
    }

    SlotNumbers slotNumbers() {
        return slotNumbers;
    }

    /// Whether one-byte and two-byte header extensions may be mixed (RFC 8285 §4.1.2).
    boolean mixedHeaders() {
        return mixedHeaders;
    }
}
