package io.sluice.server.observe;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// Keeps the heap near what is in use. Left alone, ZGC lets garbage pile up to a quarter of the
/// machine's memory before it looks: the server would seem to need gigabytes for a hundred people.
///
/// After each full collection the collector is told to aim at a quarter more than was left. It is
/// an aim, not a limit: when more is needed, more is taken. Where another collector is at work,
/// nothing is done.
public final class HeapTarget implements AutoCloseable {
    private static final String OPTION = "SoftMaxHeapSize";
    private static final String FULL_COLLECTIONS = "ZGC Major Cycles";

    /// Below this, memory is not worth the time to look for it.
    static final long LEAST_BYTES = 384L << 20;

    private static final long HEADROOM_BYTES = 128L << 20;

    private final long maxBytes = Runtime.getRuntime().maxMemory();
    private final List<NotificationEmitter> sources = new ArrayList<>();
    private final NotificationListener listener = this::onNotification;

    /// Begins with the least.
    public HeapTarget() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector.getName().equals(FULL_COLLECTIONS)
                    && collector instanceof NotificationEmitter source) {
                source.addNotificationListener(listener, null, null);
                sources.add(source);
            }
        }
        if (!sources.isEmpty()) {
            aim(0);
        }
    }

    /// What to aim at when so much is in use, in bytes.
    static long target(long usedBytes, long maxBytes) {
        long wanted = Math.max(LEAST_BYTES, usedBytes + usedBytes / 4 + HEADROOM_BYTES);
        return Math.min(wanted, maxBytes);
    }

    private void onNotification(Notification notification, Object handback) {
        if (notification.getUserData() instanceof CompositeData data
                && notification
                        .getType()
                        .equals(
                                GarbageCollectionNotificationInfo
                                        .GARBAGE_COLLECTION_NOTIFICATION)) {
            var after = GarbageCollectionNotificationInfo.from(data).getGcInfo();
            aim(
                    after.getMemoryUsageAfterGc().entrySet().stream()
                            .filter(pool -> pool.getKey().startsWith("ZGC"))
                            .map(pool -> pool.getValue())
                            .mapToLong(MemoryUsage::getUsed)
                            .sum());
        }
    }

    private void aim(long usedBytes) {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .setVMOption(OPTION, Long.toString(target(usedBytes, maxBytes)));
    }

    @Override
    public void close() {
        for (NotificationEmitter source : sources) {
            try {
                source.removeNotificationListener(listener);
            } catch (ListenerNotFoundException _) {
                // It is gone either way.
            }
        }
    }
}
