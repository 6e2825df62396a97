package io.sluice.egress.room;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a program can receive, and under which numbers.
final class ProgramFormat {
    private static final int OPUS = 111;
    private static final int VP8 = 96;
    private static final int VP9 = 98;
    private static final int H264 = 102;
    private static final int AV1 = 45;

    private final boolean passthrough;

    /// @param passthrough only what goes out untouched is of use
    ProgramFormat(boolean passthrough) {
        this.passthrough = passthrough;
    }

    /// Slots with sound and picture, then slots with sound alone.
    List<SlotSection> sections(int pairs, int audioOnly) {
        List<SlotSection> sections = new ArrayList<>();
        for (int slot = 0; slot < pairs + audioOnly; slot++) {
            sections.add(section(slot, MediaKind.AUDIO, List.of(codec(Codec.OPUS, OPUS))));
            if (slot < pairs) {
                sections.add(section(slot, MediaKind.VIDEO, videoCodecs()));
            }
        }
        return sections;
    }

    private List<CodecParameters> videoCodecs() {
        return passthrough
                ? List.of(codec(Codec.H264, H264))
                : List.of(
                        codec(Codec.VP8, VP8),
                        codec(Codec.H264, H264),
                        codec(Codec.VP9, VP9),
                        codec(Codec.AV1, AV1));
    }

    private static CodecParameters codec(Codec codec, int payloadType) {
        return new CodecParameters(
                codec, payloadType, CodecParameters.NONE, CodecParameters.NONE, Set.of());
    }

    private static SlotSection section(int slot, MediaKind kind, List<CodecParameters> codecs) {
        String mid = (kind == MediaKind.AUDIO ? "a" : "v") + slot;
        return new SlotSection(slot, mid, kind, codecs, List.of());
    }

    /// The codec of a payload type, null when it is none of ours.
    @Nullable Codec codec(int payloadType) {
        return switch (payloadType) {
            case OPUS -> Codec.OPUS;
            case VP8 -> Codec.VP8;
            case VP9 -> Codec.VP9;
            case H264 -> Codec.H264;
            case AV1 -> Codec.AV1;
            default -> null;
        };
    }
}
