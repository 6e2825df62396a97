package io.sluice.sfu.receive;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.sfu.api.HeaderExtension;
import java.util.List;

/// Which id each header extension has in one direction of one connection (RFC 8285 §5).
@SuppressWarnings("EnumOrdinal") // an index into an array of this process, never stored or sent
public final class HeaderExtensionIds {
    /// Of an extension that was not negotiated; no element has it.
    public static final int NONE = 0;

    private final byte[] ids = new byte[HeaderExtensionType.values().length]; // up to 255

    public HeaderExtensionIds(List<HeaderExtension> extensions) {
        for (HeaderExtension extension : extensions) {
            ids[extension.type().ordinal()] = (byte) extension.id();
        }
    }

    /// The id, or [#NONE].
    public int of(HeaderExtensionType type) {
        return Byte.toUnsignedInt(ids[type.ordinal()]);
    }
}
