package io.sluice.sfu.receive;

import io.sluice.sfu.api.CodecParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the payload types of one media section mean.
final class PayloadTypes {
    private static final int COUNT = 128;

    private final @Nullable CodecParameters[] media = new CodecParameters[COUNT];
    private final @Nullable CodecParameters[] red = new CodecParameters[COUNT];
    private final @Nullable CodecParameters[] rtx = new CodecParameters[COUNT];

    PayloadTypes(List<CodecParameters> codecs) {
        for (CodecParameters codec : codecs) {
            put(media, codec.payloadType(), codec);
            put(red, codec.redPayloadType(), codec);
            put(rtx, codec.rtxPayloadType(), codec);
        }
    }

    /// The codec that this type carries bare, or null.
    @Nullable CodecParameters media(int payloadType) {
        return media[payloadType];
    }

    /// The codec that this type carries in RED, or null.
    @Nullable CodecParameters red(int payloadType) {
        return red[payloadType];
    }

    /// The codec whose packets this type repeats, or null.
    @Nullable CodecParameters rtx(int payloadType) {
        return rtx[payloadType];
    }

    boolean isKnown(int payloadType) {
        return media[payloadType] != null || red[payloadType] != null || rtx[payloadType] != null;
    }

    private static void put(
            @Nullable CodecParameters[] table, int payloadType, CodecParameters codec) {
        if (payloadType >= 0 && payloadType < COUNT) {
            table[payloadType] = codec;
        }
    }
}
