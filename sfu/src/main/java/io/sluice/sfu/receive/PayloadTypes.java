package io.sluice.sfu.receive;

import io.sluice.sfu.api.CodecParameters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the payload types of one media section mean.
final class PayloadTypes {
    private static final int COUNT = 128;

    private final CodecParameters[] codecs;

    // By payload type, one more than the place in `codecs`; 0 for none.
    private final byte[] media = new byte[COUNT];
    private final byte[] red = new byte[COUNT];
    private final byte[] rtx = new byte[COUNT];

    PayloadTypes(List<CodecParameters> codecs) {
        this.codecs = codecs.stream().limit(Byte.MAX_VALUE).toArray(CodecParameters[]::new);
        for (int i = 0; i < this.codecs.length; i++) {
            CodecParameters codec = this.codecs[i];
            put(media, codec.payloadType(), i);
            put(red, codec.redPayloadType(), i);
            put(rtx, codec.rtxPayloadType(), i);
        }
    }

    /// The codec that this type carries bare, or null.
    @Nullable CodecParameters media(int payloadType) {
        return find(media, payloadType);
    }

    /// The codec that this type carries in RED, or null.
    @Nullable CodecParameters red(int payloadType) {
        return find(red, payloadType);
    }

    /// The codec whose packets this type repeats, or null.
    @Nullable CodecParameters rtx(int payloadType) {
        return find(rtx, payloadType);
    }

    boolean isKnown(int payloadType) {
        return (media[payloadType] | red[payloadType] | rtx[payloadType]) != 0;
    }

    private @Nullable CodecParameters find(byte[] table, int payloadType) {
        int place = table[payloadType];
        return place == 0 ? null : codecs[place - 1];
    }

    private static void put(byte[] table, int payloadType, int index) {
        if (payloadType >= 0 && payloadType < COUNT) {
            table[payloadType] = (byte) (index + 1);
        }
    }
}
