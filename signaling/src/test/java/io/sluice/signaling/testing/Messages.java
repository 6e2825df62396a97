package io.sluice.signaling.testing;

import io.sluice.sfu.api.TrackSource;
import io.sluice.signaling.message.ClientMessage;
import io.sluice.signaling.message.TrackSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages that tests send.
public final class Messages {
    public static final List<TrackSpec> MIC_AND_CAMERA =
            List.of(
                    new TrackSpec("0", TrackSource.MICROPHONE, false),
                    new TrackSpec("1", TrackSource.CAMERA, false));

    private Messages() {}

    public static ClientMessage.Join join(@Nullable String name, @Nullable String token) {
        return join(name, token, null);
    }

    public static ClientMessage.Join join(
            @Nullable String name, @Nullable String token, @Nullable Boolean replace) {
        return new ClientMessage.Join(
                1L, name, token, Offers.of("chromium-meeting"), MIC_AND_CAMERA, null, replace);
    }
}
