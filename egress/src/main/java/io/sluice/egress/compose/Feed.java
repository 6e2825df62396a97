package io.sluice.egress.compose;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/// A moving picture that can stand in a tile.
public interface Feed {
    /// Whether there is a picture to show now.
    boolean live();

    /// The newest picture; only when [#live].
    AVFrame picture();

    /// Grows with each new picture.
    long version();
}
