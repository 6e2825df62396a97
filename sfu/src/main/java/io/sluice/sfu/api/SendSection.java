package io.sluice.sfu.api;

import java.util.List;

/// A media section through which the participant sends one track.
///
/// @param codecs in the order of the participant's preference, never empty
/// @param encodings never empty; one without RID and SSRC when the peer signals neither
public record SendSection(
        String mid,
        MediaKind kind,
        List<CodecParameters> codecs,
        List<HeaderExtension> extensions,
        List<EncodingParameters> encodings) {
    public SendSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
        encodings = List.copyOf(encodings);
    }
}
