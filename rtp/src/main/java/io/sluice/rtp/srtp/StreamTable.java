package io.sluice.rtp.srtp;

import org.jspecify.annotations.Nullable;

/// The replay windows of a transport's streams, by SSRC, at most [SrtpReceiver#MAX_STREAMS].
final class StreamTable {
    private final int[] ssrcs = new int[SrtpReceiver.MAX_STREAMS];
    private final @Nullable ReplayWindow[] windows = new ReplayWindow[SrtpReceiver.MAX_STREAMS];
    private int count;
    private int lastFound;

    /// The window of a stream that has been authenticated before, else null.
    @Nullable ReplayWindow find(int ssrc) {
        if (lastFound < count && ssrcs[lastFound] == ssrc) {
            return windows[lastFound];
        }
        for (int i = 0; i < count; i++) {
            if (ssrcs[i] == ssrc) {
                lastFound = i;
                return windows[i];
            }
        }
        return null;
    }

    boolean isFull() {
        return count == ssrcs.length;
    }

    ReplayWindow add(int ssrc) {
        ReplayWindow window = new ReplayWindow();
        ssrcs[count] = ssrc;
        windows[count] = window;
        count++;
        return window;
    }
}
