package io.sluice.sfu.sim;

import io.sluice.rtp.codec.Codec;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.SlotView;
import io.sluice.sfu.api.SlotView.Target;
import io.sluice.sfu.api.TrackSource;
import java.util.ArrayList;
import java.util.List;

/// Somebody looks at two cameras that send three sizes each, over a road that may change.
final class WatchedCameras {
    static final int COUNT = 2;

    final List<Browser> cameras = new ArrayList<>();
    final List<FreezeMeter> meters = new ArrayList<>();
    final Browser viewer;
    final ShapedRoad road;

    private final Meeting meeting;

    /// @param conditions of the road to the viewer; the way back is as long and loses nothing
    /// @param width of each tile
    WatchedCameras(Meeting meeting, NetworkLink.Conditions conditions, int width, long seed) {
        this.meeting = meeting;
        List<SlotView> view = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Browser camera = meeting.joinWithThreeSizes("p" + i, Codec.VP8, Wire.Conditions.GOOD);
            camera.level = Browser.SPEECH;
            cameras.add(camera);
            Target target = new Target.Of(camera.id, TrackSource.CAMERA);
            view.add(new SlotView(i, target, width, width * 9 / 16));
            meters.add(new FreezeMeter());
        }
        Wire.Conditions back = new Wire.Conditions(0, conditions.delayNanos(), 0, 0);
        viewer = new Browser(meeting, "viewer", Codec.VP8, COUNT, 0, back);
        viewer.sendsAudio = false;
        viewer.sendsVideo = false;
        viewer.join(meeting.room);
        road = new ShapedRoad(meeting, viewer, conditions, seed);
        road.taker = this::take;
        meeting.room.setView("viewer", view, meeting.time.nowNanos());
    }

    private void take(byte[] packet) {
        viewer.receiver.onRtp(packet);
        long ssrc = Fixtures.wrap(packet).ssrc();
        for (int i = 0; i < COUNT; i++) {
            SlotStream stream = viewer.receiver.half(i, MediaKind.VIDEO).stream;
            FreezeMeter meter = meters.get(i);
            if (ssrc == stream.ssrc() || ssrc == stream.rtxSsrc()) {
                Truth.of(Fixtures.wrap(packet))
                        .ifPresent(truth -> meter.onPacket(truth, meeting.time.nowNanos()));
            }
        }
    }

    /// When, since then, a picture was shown that came from the smallest encoding of its camera.
    long smallNanos(long sinceNanos) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < COUNT; i++) {
            long smallest = cameras.get(i).videoSsrc();
            first = Math.min(first, meters.get(i).shownNanos(smallest, sinceNanos));
        }
        return first - sinceNanos;
    }
}
