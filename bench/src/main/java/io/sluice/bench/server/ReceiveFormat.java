package io.sluice.bench.server;

import io.sluice.sfu.api.MediaKind;
import java.util.Map;

/// How the packets look that arrive; 0 is none.
///
/// @param kinds the payload types
/// @param transportCcId the extension with the number that feedback is given by
public record ReceiveFormat(Map<Integer, MediaKind> kinds, int transportCcId) {
    /// A connection that only sends.
    public static final ReceiveFormat NOTHING = new ReceiveFormat(Map.of(), 0);

    public ReceiveFormat {
        kinds = Map.copyOf(kinds);
    }
}
