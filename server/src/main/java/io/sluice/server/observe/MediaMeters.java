package io.sluice.server.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.observe.MediaSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/// The media loops' counters as meters: each [Count] one meter, each [DropReason] one value of the
/// label `reason`.
final class MediaMeters implements MeterBinder {
    private static final double NANOS_PER_SECOND = 1e9;

    /// These go down as well as up.
    private static final Set<Count> GAUGES =
            Set.of(
                    Count.TRANSPORTS,
                    Count.TRANSPORTS_CONNECTED,
                    Count.TCP_CONNECTIONS,
                    Count.ROOMS,
                    Count.PARTICIPANTS);

    /// Of one loop; the sum of several says nothing that the seconds do not.
    private static final Count OF_ONE_LOOP = Count.BUSY_PERMILLE;

    private final Supplier<MediaSnapshot> media;
    private final AllocatedBytes allocated;

    /// What the meters tell: all of one moment, and put together once.
    private volatile MediaSnapshot latest;

    /// @param threads numbers of the loops' threads
    MediaMeters(Supplier<MediaSnapshot> media, List<Long> threads) {
        this.media = media;
        latest = media.get();
        allocated = new AllocatedBytes(threads);
    }

    /// Looks at the loops: the meters tell this from now on.
    void look() {
        latest = media.get();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("sluice.media.allocated.bytes", allocated, AllocatedBytes::sum)
                .description("Java heap that the media loops asked for; packets need none")
                .register(registry);
        for (Count count : Count.values()) {
            if (count == OF_ONE_LOOP) {
                continue;
            }
            if (GAUGES.contains(count)) {
                Gauge.builder(name(count), this, meters -> meters.latest.count(count))
                        .register(registry);
            } else {
                FunctionCounter.builder(name(count), this, meters -> meters.value(count))
                        .register(registry);
            }
        }
        for (DropReason reason : DropReason.values()) {
            FunctionCounter.builder(
                            "sluice.media.drops", this, meters -> meters.latest.dropped(reason))
                    .description("Datagrams and packets that were dropped")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private double value(Count count) {
        long value = latest.count(count);
        return count == Count.BUSY_NANOS ? value / NANOS_PER_SECOND : value;
    }

    /// `BYTES_RECEIVED` → `sluice.media.received.bytes`: Prometheus wants the unit last.
    private static String name(Count count) {
        if (count == Count.BUSY_NANOS) {
            return "sluice.media.busy.seconds";
        }
        String name = count.name().toLowerCase(Locale.ROOT);
        return "sluice.media."
                + name.replaceFirst("^(bytes|datagrams|messages)_(.*)$", "$2_$1").replace('_', '.');
    }
}
