package io.sluice.sfu.room;

import io.sluice.sfu.receive.MediaPacket;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes each packet of one publication to everybody who is sent it. Of several encodings most
/// receivers have no interest in most: a mask says so before anything of theirs is touched.
final class MediaRouter {
    private static final int INITIAL_CAPACITY = 4;

    private @Nullable Subscription[] subscriptions = new Subscription[INITIAL_CAPACITY];
    private int[] interests = new int[INITIAL_CAPACITY];
    private int count;

    void add(Subscription subscription) {
        if (count == subscriptions.length) {
            subscriptions = Arrays.copyOf(subscriptions, 2 * count);
            interests = Arrays.copyOf(interests, 2 * count);
        }
        interests[count] = subscription.interest();
        subscriptions[count++] = subscription;
    }

    void remove(Subscription subscription) {
        for (int i = 0; i < count; i++) {
            if (subscriptions[i] == subscription) {
                subscriptions[i] = subscriptions[--count];
                interests[i] = interests[count];
                subscriptions[count] = null;
                return;
            }
        }
    }

    /// The subscription takes part in other encodings than before.
    void interestChanged(Subscription subscription) {
        for (int i = 0; i < count; i++) {
            if (subscriptions[i] == subscription) {
                interests[i] = subscription.interest();
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

    void route(ReceivedStream stream, MediaPacket packet, long nowNanos) {
        int bit = 1 << stream.encoding();
        for (int i = 0; i < count; i++) {
            if ((interests[i] & bit) != 0) {
                at(i).onMedia(stream.stream, packet, nowNanos);
            }
        }
    }

    void routeEmpty(ReceivedStream stream, long sequence, long nowNanos) {
        int bit = 1 << stream.encoding();
        for (int i = 0; i < count; i++) {
            if ((interests[i] & bit) != 0) {
                at(i).onEmpty(stream.stream, sequence, nowNanos);
            }
        }
    }

    /// Another stream, or another codec or other layers in one.
    void sourceChanged(long nowNanos) {
        for (int i = 0; i < count; i++) {
            at(i).onSourceChanged(nowNanos);
        }
    }
}
