package io.sluice.sfu.send;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.receive.HeaderExtensionIds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What one receiver calls things in one half of a slot: payload types and extension ids differ per
/// browser.
@SuppressWarnings("EnumOrdinal") // indexes into arrays of this process, never stored or sent
final class SlotFormat {
    private final HeaderExtensionIds extensionIds;
    private final byte[] mid;
    private final byte[] payloadTypes = unknown();
    private final byte[] rtxPayloadTypes = unknown();
    private final byte[] redPayloadTypes = unknown();
    private final HeaderTemplate template;
    private boolean nack;

    SlotFormat(SlotSection section) {
        extensionIds = new HeaderExtensionIds(section.extensions());
        mid = section.mid().getBytes(StandardCharsets.UTF_8);
        template = new HeaderTemplate(extensionIds, mid);
        for (CodecParameters codec : section.codecs()) {
            int i = codec.codec().ordinal();
            if (payloadTypes[i] == CodecParameters.NONE) {
                payloadTypes[i] = (byte) codec.payloadType();
                rtxPayloadTypes[i] = (byte) codec.rtxPayloadType();
                redPayloadTypes[i] = (byte) codec.redPayloadType();
                nack |= codec.feedback().contains(RtcpFeedback.NACK);
            }
        }
    }

    HeaderExtensionIds extensionIds() {
        return extensionIds;
    }

    byte[] mid() {
        return mid;
    }

    /// The header of packets that carry nothing over from their source.
    HeaderTemplate template() {
        return template;
    }

    /// Whether the receiver may ask for packets again.
    boolean nack() {
        return nack;
    }

    /// Or [CodecParameters#NONE], as the ones below.
    int payloadType(Codec codec) {
        return payloadTypes[codec.ordinal()];
    }

    int rtxPayloadType(Codec codec) {
        return rtxPayloadTypes[codec.ordinal()];
    }

    int redPayloadType(Codec codec) {
        return redPayloadTypes[codec.ordinal()];
    }

    /// Under which type padding goes out with the retransmissions, whatever is sent.
    int paddingPayloadType() {
        for (int type : rtxPayloadTypes) {
            if (type != CodecParameters.NONE) {
                return type;
            }
        }
        return CodecParameters.NONE;
    }

    /// Payload types have seven bits, and [CodecParameters#NONE] is -1.
    private static byte[] unknown() {
        byte[] types = new byte[Codec.values().length];
        Arrays.fill(types, (byte) CodecParameters.NONE);
        return types;
    }
}
