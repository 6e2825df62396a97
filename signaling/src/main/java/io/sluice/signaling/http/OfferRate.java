package io.sluice.signaling.http;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often one address may offer: an offer costs a connection, and unlike a WebSocket its sender
/// keeps nothing open that could be counted.
final class OfferRate {
    /// A class of viewers behind one address comes at once.
    static final int BURST = 60;

    static final int PER_SECOND = 4;

    /// Addresses remembered; the one not heard of for longest is forgotten, with a full burst.
    private static final int MAX_ADDRESSES = 4_096;

    private final InstantSource clock;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    private static final class Bucket {
        private double tokens = BURST;
        private long lastMillis;

        Bucket(long nowMillis) {
            lastMillis = nowMillis;
        }
    }

    OfferRate(InstantSource clock) {
        this.clock = clock;
    }

    /// @throws RejectedException when it is too often
    synchronized void take(String address) {
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(address, _ -> new Bucket(now));
        double earned = Math.max(0, now - bucket.lastMillis) * PER_SECOND / 1_000.0;
        bucket.tokens = Math.min(BURST, bucket.tokens + earned);
        bucket.lastMillis = now;
        if (bucket.tokens < 1) {
            throw new RejectedException(ErrorCode.TOO_FAST, "Too many offers.");
        }
        bucket.tokens--;
    }
}
