package io.sluice.sfu.transport.ice;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Finds out whom a check from an unknown address is for.
public final class StunUfrag {
    private StunUfrag() {}

    /// Our user name fragment in a Binding request's USERNAME; null when this is something else.
    public static @Nullable String of(MemorySegment segment, long offset, int length) {
        StunFrame frame = StunFrame.read(segment, offset, length);
        if (frame == null || !frame.isBindingRequest()) {
            return null;
        }
        String username = frame.username();
        if (username == null) {
            return null;
        }
        int colon = username.indexOf(':');
        return colon < 0 ? null : username.substring(0, colon);
    }
}
