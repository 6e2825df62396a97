package io.sluice.sfu.transport.ice;

import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The addresses of one peer that have passed a check, and the one of them that media goes to.
///
/// Media moves on nomination, or to another of them when the one in use has fallen silent.
final class IcePaths {
    /// After such a silence of the old address, any checked one is better.
    static final long SILENCE_NANOS = 2_000_000_000L;

    /// A peer has a few interfaces and two address families; more is somebody playing.
    static final int MAX_PATHS = 16;

    private final List<IcePath> paths = new ArrayList<>();
    private @Nullable IcePath selected;
    private long lastHeardNanos = Timed.NEVER;

    @Nullable IcePath selected() {
        return selected;
    }

    long lastHeardNanos() {
        return lastHeardNanos;
    }

    List<IcePath> all() {
        return paths;
    }

    @Nullable IcePath find(NetworkPath path) {
        if (selected != null && selected.path.equals(path)) {
            return selected;
        }
        for (int i = 0; i < paths.size(); i++) {
            if (paths.get(i).path.equals(path)) {
                return paths.get(i);
            }
        }
        return null;
    }

    /// The path, from now on known; null when it is refused.
    ///
    /// @param length of what has just come from there and is not counted yet
    @Nullable IcePath admit(NetworkPath path, int length, long nowNanos, IceTransport.Output out) {
        IcePath known = find(path);
        if (known != null) {
            return known;
        }
        if (paths.size() == MAX_PATHS && !releaseSilent(nowNanos, out)) {
            return null;
        }
        NetworkPath own = path.copy();
        if (!out.admit(own)) {
            return null;
        }
        IcePath added = new IcePath(own);
        added.onReceived(length);
        added.heardNanos = nowNanos;
        paths.add(added);
        return added;
    }

    private boolean releaseSilent(long nowNanos, IceTransport.Output out) {
        IcePath oldest = null;
        for (IcePath candidate : paths) {
            if (candidate != selected
                    && (oldest == null || candidate.heardNanos < oldest.heardNanos)) {
                oldest = candidate;
            }
        }
        if (oldest == null || nowNanos - oldest.heardNanos < SILENCE_NANOS) {
            return false;
        }
        paths.remove(oldest);
        out.release(oldest.path);
        return true;
    }

    /// Something authentic came from there.
    void heard(IcePath known, long nowNanos, IceTransport.Output out) {
        known.heardNanos = nowNanos;
        lastHeardNanos = nowNanos;
        if (known != selected) {
            moveOnSilence(nowNanos, out);
        }
    }

    void moveOnSilence(long nowNanos, IceTransport.Output out) {
        if (nowNanos >= silenceDeadlineNanos()) {
            IcePath next = freshestOther();
            if (next != null) {
                select(next, out);
            }
        }
    }

    /// When the selected address will have been silent too long, another one having been heard
    /// since.
    long silenceDeadlineNanos() {
        IcePath next = freshestOther();
        return selected == null || next == null || next.heardNanos <= selected.heardNanos
                ? Timed.NEVER
                : selected.heardNanos + SILENCE_NANOS;
    }

    private @Nullable IcePath freshestOther() {
        IcePath freshest = null;
        for (int i = 0; i < paths.size(); i++) {
            IcePath candidate = paths.get(i);
            if (candidate != selected
                    && (freshest == null || candidate.heardNanos > freshest.heardNanos)) {
                freshest = candidate;
            }
        }
        return freshest;
    }

    void select(IcePath known, IceTransport.Output out) {
        if (selected != known) {
            selected = known;
            out.select(known.path);
        }
    }

    void forget(NetworkPath path) {
        IcePath known = find(path);
        if (known == null) {
            return;
        }
        paths.remove(known);
        if (selected == known) {
            selected = null;
        }
    }
}
