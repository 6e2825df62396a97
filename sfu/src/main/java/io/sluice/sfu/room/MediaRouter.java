package io.sluice.sfu.room;

import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes each packet of one publication to everybody who is sent it.
final class MediaRouter {
    private static final int INITIAL_CAPACITY = 4;

    private @Nullable Subscription[] subscriptions = new Subscription[INITIAL_CAPACITY];
    private int count;

    void add(Subscription subscription) {
        if (count == subscriptions.length) {
            subscriptions = Arrays.copyOf(subscriptions, 2 * count);
        }
        subscriptions[count++] = subscription;
    }

    void remove(Subscription subscription) {
        for (int i = 0; i < count; i++) {
            if (subscriptions[i] == subscription) {
                subscriptions[i] = subscriptions[--count];
                subscriptions[count] = null;
                return;
            }
        }
    }

    int count() {
        return count;
    }

    Subscription at(int index) {
        Subscription subscription = subscriptions[index];
        if (subscription == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return subscription;
    }

    void route(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        for (int i = 0; i < count; i++) {
            at(i).onMedia(stream, packet, nowNanos);
        }
    }

    void routeEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        for (int i = 0; i < count; i++) {
            at(i).onEmpty(stream, sequence, nowNanos);
        }
    }

    /// Another stream, or another codec in it.
    void sourceChanged(long nowNanos) {
        for (int i = 0; i < count; i++) {
            at(i).onSourceChanged(nowNanos);
        }
    }
}
