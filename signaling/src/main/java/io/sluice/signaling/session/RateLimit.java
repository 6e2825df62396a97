package io.sluice.signaling.session;

/// A token bucket: a short burst is fine, a stream is not. Confined to one thread.
final class RateLimit {
    private final double capacity;
    private final double perMilli;
    private double tokens;
    private long lastMillis;

    RateLimit(int capacity, double perSecond, long nowMillis) {
        this.capacity = capacity;
        perMilli = perSecond / 1_000;
        tokens = capacity;
        lastMillis = nowMillis;
    }

    boolean tryTake(int cost, long nowMillis) {
        long elapsed = Math.max(0, nowMillis - lastMillis);
        lastMillis = Math.max(lastMillis, nowMillis);
        tokens = Math.min(capacity, tokens + elapsed * perMilli);
        if (tokens < cost) {
            return false;
        }
        tokens -= cost;
        return true;
    }
}
