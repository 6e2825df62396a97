package io.sluice.signaling.sdp;

import io.sluice.sfu.api.MediaKind;
import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.util.HashMap;
import java.util.Map;

/// Numbers the halves of slots: the n-th receive-only audio and the n-th receive-only video section
/// are slot n. A mid keeps its number in later offers, whatever happens to its neighbours.
record SlotNumbers(Map<String, Integer> audio, Map<String, Integer> video) {
    static final SlotNumbers NONE = new SlotNumbers(Map.of(), Map.of());

    SlotNumbers {
        audio = Map.copyOf(audio);
        video = Map.copyOf(video);
    }

    /// Continues the numbering for a further offer.
    Numbering continued() {
        return new Numbering(new HashMap<>(audio), new HashMap<>(video));
    }

    /// The numbering while an offer is read.
    record Numbering(Map<String, Integer> audio, Map<String, Integer> video) {
        int of(String mid, MediaKind kind) {
            Map<String, Integer> numbers = kind == MediaKind.AUDIO ? audio : video;
            int next = numbers.size();
            int number = numbers.computeIfAbsent(mid, _ -> next);
            if (number >= SdpText.MAX_MEDIA) {
                throw new RejectedException(
                        ErrorCode.TOO_MANY_STREAMS, "The connection has used up its slots.");
            }
            return number;
        }

        SlotNumbers done() {
            return new SlotNumbers(audio, video);
        }
    }
}
