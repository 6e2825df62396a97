package io.sluice.sfu.api;

import java.util.List;

/// A receive-only media section: the audio or the video half of a slot.
///
/// @param slot counts from 0; the n-th audio and the n-th video section are one slot, audio
///   sections beyond the last video section are audio-only slots
public record SlotSection(
        int slot,
        String mid,
        MediaKind kind,
        List<CodecParameters> codecs,
        List<HeaderExtension> extensions) {
    public SlotSection {
        codecs = List.copyOf(codecs);
        extensions = List.copyOf(extensions);
    }
}
