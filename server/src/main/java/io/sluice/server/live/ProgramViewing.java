package io.sluice.server.live;

import io.sluice.egress.output.FrameSink;
import org.jspecify.annotations.Nullable;

/// Where programs can be watched on this server.
@FunctionalInterface
public interface ProgramViewing {
    /// Nowhere.
    ProgramViewing NONE = _ -> new Screen.Dark();

    /// A program begins.
    Screen open(String room);

    /// What is shown of one program until it ends.
    interface Screen extends AutoCloseable {
        /// Takes what is encoded.
        FrameSink frames();

        /// How many watch it now.
        int viewers();

        /// The path with the capability to watch; null when it cannot be watched.
        @Nullable String watch();

        @Override
        void close();

        /// Shows nothing.
        final class Dark implements Screen {
            @Override
            public FrameSink frames() {
                return _ -> {};
            }

            @Override
            public int viewers() {
                return 0;
            }

            @Override
            public @Nullable String watch() {
                return null;
            }

            @Override
            public void close() {}
        }
    }
}
