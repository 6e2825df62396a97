package io.sluice.sfu.api;

/// Where a track comes from. A participant has at most one publication per source.
public enum TrackSource {
    MICROPHONE(MediaKind.AUDIO),
    CAMERA(MediaKind.VIDEO),
    SCREEN_SHARE(MediaKind.VIDEO),
    SCREEN_SHARE_AUDIO(MediaKind.AUDIO);

    private final MediaKind kind;

    TrackSource(MediaKind kind) {
        this.kind = kind;
    }

    public MediaKind kind() {
        return kind;
    }

    /// The audio that belongs to this source's picture: the microphone to the camera, the shared
    /// sound to the shared screen. An audio source is its own.
    public TrackSource audio() {
        return switch (this) {
            case MICROPHONE, CAMERA -> MICROPHONE;
            case SCREEN_SHARE, SCREEN_SHARE_AUDIO -> SCREEN_SHARE_AUDIO;
        };
    }
}
