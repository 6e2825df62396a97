package io.sluice.sfu.room;

import io.sluice.sfu.receive.IncomingRtpStream;
import org.jspecify.annotations.Nullable;

/// The streams that one half of a slot has to do with: the one to be shown, the one that is shown
/// until that begins, and the one before, whose late packets still have their place.
///
/// A stream counts who watches it: one that nobody watches needs no keyframes.
final class WatchedStreams {
    private @Nullable ReceivedStream target;
    private @Nullable ReceivedStream current;
    private @Nullable ReceivedStream before;

    /// What is to be shown, or null.
    void target(@Nullable ReceivedStream stream) {
        ReceivedStream old = target;
        if (stream != old) {
            target = stream;
            watch(stream);
            unwatch(old);
        }
    }

    /// What is shown now, one of the streams that were to be, or null.
    void shown(@Nullable IncomingRtpStream stream) {
        ReceivedStream now = of(stream);
        ReceivedStream old = current;
        if (now != old) {
            current = now;
            before = old == null ? before : old;
            watch(now);
            unwatch(old);
        }
    }

    /// Nothing late can come any more.
    void forgetBefore() {
        before = null;
    }

    /// The stream with its place in the room, null when it is none of these.
    @Nullable ReceivedStream of(@Nullable IncomingRtpStream stream) {
        if (target != null && target.stream == stream) {
            return target;
        }
        if (current != null && current.stream == stream) {
            return current;
        }
        return null;
    }

    /// The encodings of a publication that are shown or to be shown, a bit each.
    int watched(LayerLadder layers) {
        return bit(layers, target) | bit(layers, current);
    }

    /// The same, and the one before.
    int concerned(LayerLadder layers) {
        return watched(layers) | bit(layers, before);
    }

    private static int bit(LayerLadder layers, @Nullable ReceivedStream stream) {
        return stream != null && layers.holds(stream) ? 1 << stream.encoding() : 0;
    }

    private static void watch(@Nullable ReceivedStream stream) {
        if (stream != null) {
            stream.watch(1);
        }
    }

    private static void unwatch(@Nullable ReceivedStream stream) {
        if (stream != null) {
            stream.watch(-1);
        }
    }
}
