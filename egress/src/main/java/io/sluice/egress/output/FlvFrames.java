package io.sluice.egress.output;

import io.sluice.rtmp.FlvBody;
import io.sluice.rtmp.MediaCodec;
import io.sluice.rtmp.RtmpMessage;
import io.sluice.rtmp.StreamMetadata;
import org.jspecify.annotations.Nullable;

/// Turns frames into what RTMP and FLV carry: metadata and configurations before the first frame
/// and again when they change, then the frames with their heads.
final class FlvFrames {
    /// Where messages or tags go.
    interface Output {
        /// What the stream is; comes first.
        void metadata(StreamMetadata metadata);

        /// Sound or picture as of [RtmpMessage]: head and rest.
        void media(int type, long timestampMillis, byte[] head, int headLength, byte[] body);
    }

    private final OutputTimeline timeline = new OutputTimeline();
    private final byte[] head = new byte[FlvBody.MAX_HEAD_BYTES];
    private @Nullable StreamSettings told;

    void write(EncodedFrame frame, Output out) {
        long time = timeline.decodeMillis(frame);
        if (time == OutputTimeline.BEFORE_START) {
            return;
        }
        StreamSettings settings = frame.settings();
        if (told == null || (told != settings && !told.sameDecoders(settings))) {
            configurations(settings, time, out);
        }
        told = settings;
        if (frame.track() == EncodedFrame.Track.AUDIO) {
            int length = FlvBody.writeAac(head, FlvBody.Content.FRAME);
            out.media(RtmpMessage.AUDIO, time, head, length, frame.bytes());
            return;
        }
        MediaCodec codec = settings.videoCodec();
        int offset = OutputTimeline.compositionMillis(frame);
        int length =
                FlvBody.writeVideo(head, codec, FlvBody.Content.FRAME, frame.keyframe(), offset);
        out.media(RtmpMessage.VIDEO, time, head, length, frame.bytes());
    }

    private void configurations(StreamSettings settings, long time, Output out) {
        out.metadata(settings.metadata());
        FlvBody.Content what = FlvBody.Content.CONFIGURATION;
        if (settings.hasVideo()) {
            int length = FlvBody.writeVideo(head, settings.videoCodec(), what, true, 0);
            out.media(RtmpMessage.VIDEO, time, head, length, settings.videoRecord());
        }
        if (settings.hasAudio()) {
            int length = FlvBody.writeAac(head, what);
            out.media(RtmpMessage.AUDIO, time, head, length, settings.audioConfig());
        }
    }
}
