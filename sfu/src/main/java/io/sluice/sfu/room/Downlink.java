package io.sluice.sfu.room;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotAssignment;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.congestion.BandwidthUsage;
import io.sluice.sfu.room.SlotAssigner.Pick;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.ReceiverLoss;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.send.SendController;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.transport.MediaTransport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What goes to one participant: its slots.
final class Downlink {
    /// Told when what a slot carries became visible, or ceased to be.
    interface Listener {
        void onSlotsChanged(Downlink downlink);
    }

    /// So long after a queue grew, what is missing is taken for lost in it.
    private static final long QUEUE_NANOS = 2_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final String participantId;
    private final RoomResources resources;
    private final MediaTransport transmitter;
    private final RtcpSender reports;
    private final SsrcAllocator ssrcs;
    private final Listener listener;
    private final List<Slot> slots = new ArrayList<>();
    private final List<SlotHalf> halves = new ArrayList<>();
    private final ReceiverLoss loss = new ReceiverLoss();

    /// Null where everything is sent at once, whatever the network.
    private final @Nullable DownlinkBudget budget;

    private long queueGrewNanos = NEVER;

    /// @param participantId who receives
    Downlink(
            String participantId,
            RoomResources resources,
            MediaTransport transmitter,
            RtcpSender reports,
            SsrcAllocator ssrcs,
            Listener listener) {
        this.participantId = participantId;
        this.resources = resources;
        this.transmitter = transmitter;
        this.reports = reports;
        this.ssrcs = ssrcs;
        this.listener = listener;
        budget = resources.adapts() ? budget(transmitter) : null;
    }

    private DownlinkBudget budget(MediaTransport to) {
        Deadlines deadlines = resources.deadlines();
        SendController sending = new SendController(to, deadlines);
        return new DownlinkBudget(sending, to, halves, loss, deadlines, resources.uplinks());
    }

    String participantId() {
        return participantId;
    }

    /// A half says that it shows something else now.
    void changed() {
        listener.onSlotsChanged(this);
    }

    /// The sections the participant receives through. Slots only ever grow in number.
    void sections(List<SlotSection> sections) {
        SendController sending = sending();
        for (SlotSection section : sections) {
            if (sending != null && givesFeedback(section)) {
                sending.expectFeedback();
            }
            SlotHalf known = halfOf(section.mid());
            if (known != null) {
                known.section(section);
                continue;
            }
            SlotHalf half = half(section, sending);
            half.out().redundancy(loss.redundancy());
            halves.add(half);
            if (sending != null && half.kind() == MediaKind.VIDEO) {
                sending.addPadder(half.out());
            }
            slot(section.slot()).half(half);
        }
    }

    private SlotHalf half(SlotSection section, @Nullable SendController sending) {
        return sending == null
                ? new SlotHalf(
                        section, resources, Pacer.immediate(), transmitter, reports, ssrcs, this)
                : new SlotHalf(section, resources, sending, sending, reports, ssrcs, this);
    }

    private static boolean givesFeedback(SlotSection section) {
        for (HeaderExtension extension : section.extensions()) {
            if (extension.type() == HeaderExtensionType.TRANSPORT_WIDE_CC) {
                return true;
            }
        }
        return false;
    }

    /// The receiver's network, and what is sent over it; null where nobody asks what it carries.
    @Nullable SendController sending() {
        return budget == null ? null : budget.sending();
    }

    /// The receiver says what became of some packets: when many get lost, sound carries what went
    /// before along. What got lost because more was sent than the network carries is no reason: to
    /// send less helps, to send more on top of it makes it worse.
    ///
    /// @param missing of the packets; below zero when some came that were missed before
    void onReported(long packets, long missing, long nowNanos) {
        SendController sending = sending();
        if (sending != null && sending.congestion().usage() == BandwidthUsage.OVERUSING) {
            queueGrewNanos = nowNanos;
        }
        boolean tooMuch = nowNanos - queueGrewNanos < QUEUE_NANOS;
        int before = loss.redundancy();
        loss.onReport(packets, tooMuch ? Math.min(0, missing) : missing, nowNanos);
        if (loss.redundancy() != before) {
            for (SlotHalf half : halves) {
                half.out().redundancy(loss.redundancy());
            }
        }
    }

    /// The share of what was sent lately that got lost, 0 to 1.
    double lossRatio() {
        return loss.ratio();
    }

    /// What the named slots shall show, and how large.
    void view(List<SlotView> view) {
        for (SlotView wish : view) {
            for (Slot slot : slots) {
                if (slot.index() == wish.slot()) {
                    slot.view(wish);
                }
            }
        }
    }

    /// What [SlotAssigner] must know, in the order of [#assign].
    List<SlotAssigner.Slot> requests() {
        List<SlotAssigner.Slot> requests = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            requests.add(slot.request());
        }
        return requests;
    }

    void assign(
            int position,
            @Nullable Pick pick,
            @Nullable Publication audio,
            @Nullable Publication video,
            long nowNanos) {
        slots.get(position).assign(pick, audio, video, nowNanos);
    }

    /// Something comes for a half.
    void wake(long nowNanos) {
        if (budget != null) {
            budget.wake(nowNanos);
        }
    }

    /// A participant is gone: nothing more of it is sent.
    void forget(String participantId, long nowNanos) {
        for (Slot slot : slots) {
            slot.forget(participantId, nowNanos);
        }
    }

    /// The assignments that differ from those last taken.
    List<SlotAssignment> takeChanges() {
        List<SlotAssignment> changed = List.of();
        for (Slot slot : slots) {
            SlotAssignment now = slot.takeChange();
            if (now != null) {
                changed = changed.isEmpty() ? new ArrayList<>() : changed;
                changed.add(now);
            }
        }
        return changed;
    }

    List<SlotAssignment> assignments() {
        List<SlotAssignment> all = new ArrayList<>(slots.size());
        for (Slot slot : slots) {
            all.add(slot.assignment());
        }
        return all;
    }

    List<SlotStream> streams() {
        List<SlotStream> streams = new ArrayList<>(halves.size());
        for (SlotHalf half : halves) {
            streams.add(half.stream());
        }
        return streams;
    }

    int halfCount() {
        return halves.size();
    }

    SlotHalf half(int index) {
        return halves.get(index);
    }

    /// The half that is sent under this SSRC, null when there is none.
    @Nullable SlotHalf halfOf(long ssrc) {
        for (int i = 0; i < halves.size(); i++) {
            if (halves.get(i).out().ssrc() == ssrc) {
                return halves.get(i);
            }
        }
        return null;
    }

    /// The connection came up or broke off.
    void connectionChanged(long nowNanos) {
        for (SlotHalf half : halves) {
            half.connectionChanged(nowNanos);
        }
    }

    void close(long nowNanos) {
        if (budget != null) {
            budget.close();
        }
        for (SlotHalf half : halves) {
            half.close(nowNanos);
        }
    }

    private @Nullable SlotHalf halfOf(String mid) {
        for (SlotHalf half : halves) {
            if (half.stream().mid().equals(mid)) {
                return half;
            }
        }
        return null;
    }

    private Slot slot(int index) {
        for (Slot slot : slots) {
            if (slot.index() == index) {
                return slot;
            }
        }
        Slot slot = new Slot(index);
        slots.add(slot);
        return slot;
    }
}
