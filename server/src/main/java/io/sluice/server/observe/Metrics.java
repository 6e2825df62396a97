package io.sluice.server.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sluice.sfu.observe.MediaSnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The numbers at `/metrics`: the process's own and the media loops'. No label names a room or a
/// person.
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MediaMeters media; // the registry holds what it asks by weak references
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /// @param media asked once at each scrape
    /// @param mediaThreads numbers of the media loops' threads
    public Metrics(Supplier<MediaSnapshot> media, List<Long> mediaThreads) {
        this.media = new MediaMeters(media, mediaThreads);
        this.media.bindTo(registry);
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /// Takes in a number that is asked at each scrape.
    public void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /// Takes in numbers that only grow, one for each reason, asked at each scrape.
    public void counts(String name, String description, Map<String, LongSupplier> byReason) {
        byReason.forEach((reason, count) ->
                FunctionCounter.builder(name, this, _ -> count.getAsLong())
                        .description(description)
                        .tag("reason", reason)
                        .register(registry));
    }

    /// All meters as Prometheus reads them, one reader after the other: what each is told is of one
    /// moment.
    public synchronized String scrape() {
        media.look();
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
