package io.sluice.bench.load;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.RtcpReader;
import org.jspecify.annotations.Nullable;

/// One connection of a generated participant: what it publishes, what it receives, or both.
final class Peer implements Endpoint.Media {
    final Endpoint endpoint;
    @Nullable Publisher publisher;
    @Nullable Subscriber subscriber;

    Peer(Endpoint endpoint) {
        this.endpoint = endpoint;
        endpoint.media(this);
    }

    @Override
    public void onRtp(RtpPacket packet, long arrivalNanos) {
        if (subscriber != null) {
            subscriber.onRtp(packet, arrivalNanos);
        }
    }

    @Override
    public void onRtcp(RtcpReader reader) {
        while (reader.next()) {
            if (publisher != null) {
                publisher.onRtcp(reader);
            }
            if (subscriber != null) {
                subscriber.onRtcp(reader);
            }
        }
    }
}
