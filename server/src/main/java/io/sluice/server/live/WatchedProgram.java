package io.sluice.server.live;

import io.sluice.egress.output.EncodedFrame;
import io.sluice.egress.output.FrameQueue;
import io.sluice.egress.output.FrameSink;
import io.sluice.egress.output.LiveSource;
import io.sluice.egress.output.hls.HlsSettings;
import io.sluice.egress.output.hls.HlsSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// One program as it is watched from this server: by HLS, HTTP-FLV and RTMP, by a bounded number of
/// viewers in all.
final class WatchedProgram implements FrameSink {
    /// A player waits for the next playlist and the next part at once; a few more while it begins.
    private static final int REQUESTS_PER_VIEWER = 4;

    private final String id;
    private final int maxViewers;
    private final HlsSource hls = new HlsSource(HlsSettings.lowLatency());
    private final LiveSource live;
    private final Viewers viewers = new Viewers();
    private final Semaphore requests;

    /// @param id no other program of this room has it, so that nothing of another one that a cache
    ///   kept is taken for a piece of this
    WatchedProgram(String id, int maxViewers) {
        this.id = id;
        this.maxViewers = maxViewers;
        live = new LiveSource(maxViewers);
        requests = new Semaphore(maxViewers * REQUESTS_PER_VIEWER);
    }

    String id() {
        return id;
    }

    HlsSource hls() {
        return hls;
    }

    /// Requests that may wait at the same time.
    Semaphore requests() {
        return requests;
    }

    @Override
    public void onFrame(EncodedFrame frame) {
        hls.onFrame(frame);
        live.onFrame(frame);
    }

    /// Takes note of somebody who asks for playlists; false when there are too many.
    boolean admit(String viewer, long nowNanos) {
        return viewers.admit(viewer, maxViewers - live.viewerCount(), nowNanos);
    }

    /// The frames for one more viewer, nothing when there are too many or it is over.
    Optional<FrameQueue> join(long nowNanos) {
        return viewers.count(nowNanos) + live.viewerCount() >= maxViewers
                ? Optional.empty()
                : live.join();
    }

    /// Who watch it, without those who make it.
    int viewerCount(long nowNanos) {
        return viewers.audience(nowNanos) + live.viewerCount();
    }

    void end() {
        hls.end();
        live.end();
    }
}
