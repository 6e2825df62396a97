package io.sluice.sfu.room;

import io.sluice.sfu.receive.MediaPacket;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes each packet of one publication to everybody who is sent it. Of several encodings most
/// receivers have no interest in most: a mask says so before anything of theirs is touched.
///
/// The packets that come in one duty cycle, mostly those of a picture, are dealt out receiver by
/// receiver: what belongs to a receiver is fetched into the cache once for all of them, and they
/// leave one behind the other, as the kernel likes it best.
final class MediaRouter {
    private static final int INITIAL_CAPACITY = 4;

    /// The packets of a large picture.
    private static final int MOST_WAITING = 32;

    /// To so many receivers a picture is dealt out as a whole: a packet alone would keep the loop
    /// busy for longer than the others take to come. A loop near its limit does so for any number.
    private static final int MANY = 16;

    /// The end of a picture may be lost: longer nobody waits for it.
    private static final long GATHER_NANOS = 1_000_000;

    private final Dealer dealer;
    private final @Nullable ReceivedStream[] from = new ReceivedStream[MOST_WAITING];
    private final @Nullable MediaPacket[] packets = new MediaPacket[MOST_WAITING]; // null: empty
    private final long[] sequences = new long[MOST_WAITING];
    private int waiting;
    private boolean announced; // to the dealer
    private long latestNanos;
    private long lastNanos;
    private boolean dealing;
    private @Nullable Subscription[] subscriptions = new Subscription[INITIAL_CAPACITY];
    private int[] interests = new int[INITIAL_CAPACITY];
    private int count;

    MediaRouter(Dealer dealer) {
        this.dealer = dealer;
    }

    void add(Subscription subscription) {
        if (count == subscriptions.length) {
            subscriptions = Arrays.copyOf(subscriptions, 2 * count);
            interests = Arrays.copyOf(interests, 2 * count);
        }
        interests[count] = subscription.interest();
        subscriptions[count++] = subscription;
    }

    void remove(Subscription subscription) {
        settle();
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

    /// Takes a new packet; what it was read into is kept, and another one left in its place.
    void route(ReceivedStream stream, MediaPacket packet, long nowNanos) {
        if (count > 0) {
            stream.stream.exchange(dealer.spare());
            enqueue(stream, packet, packet.sequence(), nowNanos);
        }
    }

    void routeEmpty(ReceivedStream stream, long sequence, long nowNanos) {
        if (count > 0) {
            enqueue(stream, null, sequence, nowNanos);
        }
    }

    private void enqueue(
            ReceivedStream stream, @Nullable MediaPacket packet, long sequence, long nowNanos) {
        if (waiting == MOST_WAITING) {
            deal(nowNanos);
        }
        if (!announced) {
            announced = true;
            dealer.add(this);
        }
        boolean inPicture = packet != null && packet.codec().isVideo() && !packet.rtp().marker();
        if (inPicture && (count >= MANY || dealer.isBusy())) {
            latestNanos = waiting == 0 ? nowNanos + GATHER_NANOS : latestNanos;
        } else {
            latestNanos = nowNanos;
        }
        dealer.expect(latestNanos);
        lastNanos = nowNanos;
        from[waiting] = stream;
        packets[waiting] = packet;
        sequences[waiting] = sequence;
        waiting++;
    }

    /// What waits is to be dealt out at this time.
    long latestNanos() {
        return latestNanos;
    }

    /// The time has come.
    void onDue(long nowNanos) {
        announced = false;
        deal(nowNanos);
    }

    /// Deals out what came, before something changes that happened later.
    void settle() {
        deal(lastNanos);
    }

    /// Deals out what waits. To be called before anything changes that it depends on.
    void deal(long nowNanos) {
        if (waiting == 0 || dealing) {
            return;
        }
        dealing = true;
        try {
            evenOut();
            int i = 0;
            while (i < count) {
                Subscription receiver = subscriptions[i];
                dealTo(i, nowNanos);
                i += i < count && subscriptions[i] == receiver ? 1 : 0; // else it has left
            }
        } catch (RuntimeException | Error bug) {
            Objects.requireNonNull(from[0]).onBug(bug, nowNanos);
        } finally {
            forget();
            dealing = false;
        }
    }

    /// The packets of a picture differ by a byte in length, the larger ones last (as libwebrtc cuts
    /// them): a byte of padding on the smaller ones, and the kernel takes them all as one message.
    private void evenOut() {
        int end = 0;
        while (end < waiting) {
            int first = end;
            int longest = 0;
            do {
                longest = Math.max(longest, payloadLength(end));
                end++;
            } while (end < waiting && samePicture(first, end));
            for (int i = first; i < end; i++) {
                MediaPacket packet = packets[i];
                if (packet != null && packet.codec().isVideo()) {
                    packet.pad(payloadLength(i) == longest - 1);
                }
            }
        }
    }

    private int payloadLength(int place) {
        MediaPacket packet = packets[place];
        return packet == null ? 0 : packet.rtp().payloadLength();
    }

    private boolean samePicture(int first, int other) {
        MediaPacket one = packets[first];
        MediaPacket two = packets[other];
        return one != null
                && two != null
                && from[first] == from[other]
                && one.rtp().timestamp() == two.rtp().timestamp();
    }

    private void dealTo(int receiver, long nowNanos) {
        for (int i = 0; i < waiting && receiver < count; i++) {
            ReceivedStream stream = Objects.requireNonNull(from[i]);
            if ((interests[receiver] & 1 << stream.encoding()) == 0) {
                continue;
            }
            MediaPacket packet = packets[i];
            if (packet == null) {
                at(receiver).onEmpty(stream.stream, sequences[i], nowNanos);
            } else {
                at(receiver).onMedia(stream.stream, packet, nowNanos);
            }
        }
    }

    private void forget() {
        for (int i = 0; i < waiting; i++) {
            MediaPacket packet = packets[i];
            if (packet != null) {
                dealer.giveBack(packet);
            }
            packets[i] = null;
            from[i] = null;
        }
        waiting = 0;
    }

    /// Another stream, or another codec or other layers in one.
    void sourceChanged(long nowNanos) {
        for (int i = 0; i < count; i++) {
            at(i).onSourceChanged(nowNanos);
        }
    }
}
