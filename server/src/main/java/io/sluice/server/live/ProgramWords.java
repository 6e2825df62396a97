package io.sluice.server.live;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.VideoSettings;
import io.sluice.egress.control.WorkerCommand.Start;
import io.sluice.server.config.ServerConfig;
import io.sluice.signaling.message.ProgramScene;
import io.sluice.signaling.message.ProgramVideo;

/// Says to a worker what was said on the wire.
final class ProgramWords {
    /// How long what was lost has to come again: two round trips across a country.
    private static final int PLAYOUT_DELAY_MILLIS = 100;

    private ProgramWords() {}

    static Start start(
            ServerConfig.Egress config,
            ProgramVideo video,
            ProgramScene scene,
            boolean passthrough) {
        return new Start(
                passthrough,
                new VideoSettings(
                        video.width(),
                        video.height(),
                        video.framesPerSecond(),
                        video.bitrateBps(),
                        config.keyframeSeconds(),
                        encoder(config)),
                config.audioBitrateBps(),
                PLAYOUT_DELAY_MILLIS,
                config.fonts(),
                scene(scene),
                0);
    }

    private static String encoder(ServerConfig.Egress config) {
        if (config.videoCodec().equals("hevc")) {
            return VideoSettings.HEVC;
        }
        return config.encoder().equals("x264") ? VideoSettings.X264 : VideoSettings.OPENH264;
    }

    /// @param scene with its logo, not [ProgramScene#KEPT]
    static Scene scene(ProgramScene scene) {
        return new Scene(
                Layout.valueOf(scene.layout().name()),
                scene.names(),
                scene.title(),
                scene.logo(),
                Scene.Slate.valueOf(scene.slate().name()),
                scene.slateText(),
                scene.muted());
    }

    /// As it is told: a logo of some hundred kilobytes not once a second.
    static ProgramScene shown(ProgramScene scene) {
        return scene.logo() == null ? scene : scene.withLogo(ProgramScene.KEPT);
    }

    /// The logo that is meant.
    static ProgramScene resolve(ProgramScene wanted, ProgramScene before) {
        return ProgramScene.KEPT.equals(wanted.logo()) ? wanted.withLogo(before.logo()) : wanted;
    }
}
