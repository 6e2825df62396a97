package io.sluice.bench.load;

import io.sluice.bench.server.Picture;
import java.util.Map;
import java.util.stream.Collectors;

/// What one publisher has sent so far.
///
/// @param audio packets
/// @param video packets of each of its encodings
record Sent(long audio, Map<Picture, Long> video) {
    static final Sent NOTHING = new Sent(0, Map.of());

    Sent {
        video = Map.copyOf(video);
    }

    static Sent by(Publisher publisher) {
        return new Sent(
                publisher.audioSent(),
                publisher.request().pictures().stream()
                        .collect(Collectors.toMap(each -> each, publisher::videoSent)));
    }

    long video(Picture picture) {
        return video.getOrDefault(picture, 0L);
    }
}
