package io.sluice.sfu.loop;

import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.time.Timed;
import io.sluice.sfu.transport.WebRtcTransport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which connection a datagram belongs to, and how many may be waiting to come up.
final class TransportTable {
    /// A school behind one address, all joining at once.
    static final int MAX_UNCONNECTED_PER_ADDRESS = 200;

    /// An address that one connection was heard on so lately is not given to another: its packets
    /// would be lost, and the sender of a check may have forged the address.
    private static final long IN_USE_NANOS = 2_000_000_000L;

    /// TCP connections of one peer: of two interfaces in two address families each.
    static final int MAX_CONNECTIONS = 4;

    private record Address(long high, long low) {}

    private static final class Entry {
        final List<NetworkPath> paths = new ArrayList<>();
        final List<String> ufrags = new ArrayList<>();
        boolean connected;
        @Nullable Address countedAt;
    }

    private final Map<NetworkPath, WebRtcTransport> byPath = new HashMap<>();
    private final Map<String, WebRtcTransport> byUfrag = new HashMap<>();
    private final Map<Address, Integer> unconnectedAt = new HashMap<>();
    private final IdentityHashMap<WebRtcTransport, Entry> entries = new IdentityHashMap<>();
    private final int maxUnconnected;
    private int unconnected;

    TransportTable(int maxUnconnected) {
        this.maxUnconnected = maxUnconnected;
    }

    boolean full() {
        return unconnected >= maxUnconnected;
    }

    int size() {
        return entries.size();
    }

    List<WebRtcTransport> all() {
        return List.copyOf(entries.keySet());
    }

    @Nullable WebRtcTransport at(NetworkPath path) {
        return byPath.get(path);
    }

    @Nullable WebRtcTransport of(String ufrag) {
        return byUfrag.get(ufrag);
    }

    private Entry entry(WebRtcTransport transport) {
        Entry entry = entries.get(transport);
        if (entry == null) {
            entry = new Entry();
            entries.put(transport, entry);
            unconnected++;
        }
        return entry;
    }

    void addUfrag(String ufrag, WebRtcTransport transport) {
        entry(transport).ufrags.add(ufrag);
        byUfrag.put(ufrag, transport);
    }

    void removeUfrag(String ufrag) {
        WebRtcTransport transport = byUfrag.remove(ufrag);
        if (transport != null) {
            entry(transport).ufrags.remove(ufrag);
        }
    }

    boolean addPath(NetworkPath path, WebRtcTransport transport, long nowNanos) {
        WebRtcTransport owner = byPath.get(path);
        if (owner != null && owner != transport) {
            long heardNanos = owner.lastHeardNanos(path);
            if (heardNanos != Timed.NEVER && nowNanos - heardNanos < IN_USE_NANOS) {
                return false;
            }
        }
        if (!count(entry(transport), new Address(path.addressHigh(), path.addressLow()))) {
            return false;
        }
        if (owner != null && owner != transport) {
            owner.forget(path);
            entry(owner).paths.remove(path);
        }
        byPath.put(path, transport);
        entry(transport).paths.add(path);
        return true;
    }

    private boolean count(Entry entry, Address address) {
        if (entry.connected || entry.countedAt != null) {
            return true;
        }
        int before = unconnectedAt.getOrDefault(address, 0);
        if (before >= MAX_UNCONNECTED_PER_ADDRESS) {
            return false;
        }
        unconnectedAt.put(address, before + 1);
        entry.countedAt = address;
        return true;
    }

    private void uncount(Entry entry) {
        Address address = entry.countedAt;
        if (address != null) {
            unconnectedAt.computeIfPresent(
                    address, (_, count) -> count == 1 ? null : (Integer) (count - 1));
            entry.countedAt = null;
        }
        unconnected--;
    }

    void removePath(NetworkPath path, WebRtcTransport transport) {
        if (byPath.remove(path, transport)) {
            entry(transport).paths.remove(path);
        }
    }

    /// The TCP connections of a peer.
    List<NetworkPath> connectionsOf(WebRtcTransport transport) {
        Entry entry = entries.get(transport);
        return entry == null ? List.of() : entry.paths.stream().filter(NetworkPath::tcp).toList();
    }

    /// Of too many TCP connections of a peer the one that was silent for longest: it has left a
    /// network without a word. Null when there are not too many.
    @Nullable NetworkPath surplusConnection(WebRtcTransport transport) {
        List<NetworkPath> connections = connectionsOf(transport);
        return connections.size() <= MAX_CONNECTIONS
                ? null
                : Collections.min(connections, Comparator.comparingLong(transport::lastHeardNanos));
    }

    void onConnected(WebRtcTransport transport) {
        Entry entry = entry(transport);
        if (!entry.connected) {
            entry.connected = true;
            uncount(entry);
        }
    }

    /// Forgets a connection.
    ///
    /// @return the user name fragments it had
    List<String> remove(WebRtcTransport transport) {
        Entry entry = entries.remove(transport);
        if (entry == null) {
            return List.of();
        }
        entry.paths.forEach(path -> byPath.remove(path, transport));
        entry.ufrags.forEach(ufrag -> byUfrag.remove(ufrag, transport));
        if (!entry.connected) {
            uncount(entry);
        }
        return entry.ufrags;
    }
}
