package io.sluice.sfu.sim;

import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.RoomEvent;
import io.sluice.sfu.api.RoomListener;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.congestion.NetworkBudgets;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.relay.RelayPort;
import io.sluice.sfu.room.Room;
import io.sluice.sfu.room.RoomLimits;
import io.sluice.sfu.room.RoomResources;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportListener;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real room with simulated browsers around it, in virtual time; the same for the same seed.
final class Meeting implements AutoCloseable, TransportFactory {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private static final long DEADLINE_STEP_NANOS = MILLI;
    private static final long MEMORY_BYTES = 256L << 20;
    private static final long WALL_SECONDS = 3_900_000_000L;

    final VirtualTime time = new VirtualTime();
    final Random random;
    private final boolean adapts;
    private final UplinkBudgets uplinks;
    final Counters counters = new Counters();
    final List<RoomEvent> events = new ArrayList<>();
    final Room room;

    /// When each frame was captured, by source and number.
    final Map<Long, Long> captures = new HashMap<>();

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, MEMORY_BYTES);
    private final HistoryBudget histories = new HistoryBudget(MEMORY_BYTES / 2);
    private final Deadlines deadlines =
            new Deadlines((failure, _) -> {
                throw new AssertionError(failure);
            });
    private final Map<String, Map<Integer, SlotAssignment>> slots = new HashMap<>();
    private @Nullable SimulatedConnection opened;

    /// Of what had its time come.
    long calls;

    Meeting(long seed) {
        this(seed, true);
    }

    /// @param adapts whether each receiver is held to what its network carries
    Meeting(long seed, boolean adapts) {
        this(seed, adapts, NetworkBudgets.NONE);
    }

    /// @param budgets of uplinks that receivers share
    Meeting(long seed, boolean adapts, NetworkBudgets budgets) {
        this.adapts = adapts;
        uplinks = UplinkBudgets.alone(budgets);
        random = new Random(seed);
        room =
                openRoom(event -> {
                    events.add(event);
                    note(event);
                });
        time.every(DEADLINE_STEP_NANOS, this::deal);
    }

    /// A further room on the same loop.
    Room openRoom(RoomListener listener) {
        return openPart(Room.HOME, listener);
    }

    /// A further part of a room, on a loop of its own that shares this one's memory and time.
    Room openPart(int number) {
        return openPart(
                number,
                event -> {
                    events.add(event);
                    note(event);
                });
    }

    private Room openPart(int number, RoomListener listener) {
        RoomResources resources =
                new RoomResources(
                        this,
                        deadlines,
                        slab,
                        histories,
                        new PacketScratch(arena),
                        counters,
                        new ServerClock(WALL_SECONDS, 0),
                        adapts,
                        uplinks,
                        random);
        return new Room(
                "simulated",
                number,
                resources,
                RoomLimits.of(100),
                listener,
                () -> {},
                time.nowNanos());
    }

    /// The relays of a loop that shares this one's memory, served each millisecond.
    RelayPort openRelayPort() {
        RelayPort port =
                new RelayPort(
                        slab,
                        counters,
                        failure -> {
                            throw new AssertionError(failure);
                        });
        time.every(DEADLINE_STEP_NANOS, () -> port.receive(time.nowNanos()));
        return port;
    }

    /// A relay between two loops.
    RelayPort.Way openWay() {
        return new RelayPort.Way(arena, counters, () -> {});
    }

    private void note(RoomEvent event) {
        if (event instanceof RoomEvent.SlotsChanged(String id, List<SlotAssignment> changed)) {
            note(id, changed);
        }
    }

    void note(String participantId, List<SlotAssignment> changed) {
        for (SlotAssignment assignment : changed) {
            slots.computeIfAbsent(participantId, _ -> new HashMap<>())
                    .put(assignment.slot(), assignment);
        }
    }

    /// A browser that joined with microphone and camera and is connected after a round trip.
    Browser join(String id, Codec codec, int pairs, int audioOnly, Wire.Conditions conditions) {
        Browser browser = new Browser(this, id, codec, pairs, audioOnly, conditions);
        browser.join(room);
        return browser;
    }

    /// A browser that sends its camera in three sizes, and of them those that it is told to.
    Browser joinWithThreeSizes(String id, Codec codec, Wire.Conditions conditions) {
        Browser browser = new Browser(this, id, codec, List.of("l", "m", "h"), 0, 0, conditions);
        browser.join(room);
        return browser;
    }

    /// What a slot carries, as the participant was told last.
    SlotAssignment slot(String participantId, int slot) {
        Map<Integer, SlotAssignment> told = Objects.requireNonNull(slots.get(participantId));
        return Objects.requireNonNull(told.get(slot));
    }

    <T extends RoomEvent> Stream<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    /// The end of a duty cycle.
    void deal() {
        calls += deadlines.run(time.nowNanos());
    }

    void run(long nanos) {
        time.runUntil(time.nowNanos() + nanos);
    }

    long usedBytes() {
        return slab.usedBytes();
    }

    long historyBytes() {
        return histories.usedBytes();
    }

    SimulatedConnection lastOpened() {
        return Objects.requireNonNull(opened);
    }

    @Override
    public MediaTransport open(
            IceCredentials remote,
            List<IceCandidate> remoteCandidates,
            DtlsFingerprint fingerprint,
            DtlsSetup setup,
            TransportListener listener,
            long nowNanos) {
        SimulatedConnection connection = new SimulatedConnection(slab, listener);
        opened = connection;
        return connection;
    }

    @Override
    public DtlsFingerprint fingerprint() {
        return new DtlsFingerprint("sha-256", "00");
    }

    @Override
    public List<IceCandidate> candidates() {
        return List.of();
    }

    @Override
    public IceMode iceMode() {
        return IceMode.LITE;
    }

    @Override
    public void close() {
        room.close(time.nowNanos());
        if (slab.usedBytes() != 0 || histories.usedBytes() != 0) {
            throw new AssertionError("cells were not given back: " + slab.usedBytes());
        }
        arena.close();
    }
}
