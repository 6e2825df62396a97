package io.sluice.egress.output;

import io.sluice.rtmp.MediaCodec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Frames as bytes between a worker and its server: how they are coded whenever that changes, then
/// each frame in pieces of bounded length. Sans-IO.
///
/// A message is its kind (8 bits) and a body. [#SETTINGS]: codec of the picture (its four
/// characters), width and height (16 each), frames per second (64, floating), bits per second of
/// picture and sound (64 each), samples per second (32), channels (8), and two configurations
/// behind their lengths (16 each). [#FRAME]: flags (8), length of the whole frame (32), times of
/// decoding and showing (64 each), its first bytes. [#MORE]: further bytes of the frame before. All
/// integers are big-endian.
public final class FrameCodec {
    /// A piece with its head; larger frames go in several.
    public static final int MAX_MESSAGE_BYTES = 1 << 16;

    /// More than a keyframe of 4K at the highest rate.
    public static final int MAX_FRAME_BYTES = 8 << 20;

    private static final int SETTINGS = 1;
    private static final int FRAME = 2;
    private static final int MORE = 3;

    private static final int AUDIO = 1;
    private static final int KEYFRAME = 2;

    private static final int FRAME_HEAD_BYTES = 22;
    private static final int SETTINGS_HEAD_BYTES = 38;

    /// Larger configurations do not exist.
    private static final int MAX_CONFIGURATION_BYTES = 8_192;

    private FrameCodec() {}

    /// Writes frames, each when it is there. What does not fit waits for the next call.
    public static final class Writer {
        private @Nullable StreamSettings told;
        private @Nullable EncodedFrame frame;
        private int at;

        /// Whether a frame is not written to its end.
        public boolean isBusy() {
            return frame != null;
        }

        /// Takes the next frame, when [#isBusy] says that the one before is done.
        public void begin(EncodedFrame next) {
            if (frame != null) {
                throw new IllegalStateException("there is a frame to be written yet");
            }
            frame = next;
            at = -1;
        }

        /// Writes the next message, as much of it as fits into `out` and a message; nothing when
        /// there is nothing to write or no room.
        ///
        /// @return the bytes that were written
        public int write(ByteBuffer out) {
            EncodedFrame now = frame;
            if (now == null) {
                return 0;
            }
            int before = out.position();
            if (told != now.settings()) {
                if (settings(now.settings(), out)) {
                    told = now.settings();
                }
            } else {
                piece(now, out);
            }
            return out.position() - before;
        }

        private void piece(EncodedFrame now, ByteBuffer out) {
            int head = at < 0 ? FRAME_HEAD_BYTES : 1;
            int room = Math.min(out.remaining(), MAX_MESSAGE_BYTES) - head;
            if (room <= 0) {
                return;
            }
            byte[] bytes = now.bytes();
            if (at < 0) {
                boolean audio = now.track() == EncodedFrame.Track.AUDIO;
                out.put((byte) FRAME)
                        .put((byte) ((audio ? AUDIO : 0) | (now.keyframe() ? KEYFRAME : 0)))
                        .putInt(bytes.length)
                        .putLong(now.dtsNanos())
                        .putLong(now.ptsNanos());
                at = 0;
            } else {
                out.put((byte) MORE);
            }
            int length = Math.min(room, bytes.length - at);
            out.put(bytes, at, length);
            at += length;
            if (at == bytes.length) {
                frame = null;
            }
        }

        private static boolean settings(StreamSettings from, ByteBuffer out) {
            byte[] record = from.videoRecord();
            byte[] config = from.audioConfig();
            if (out.remaining() < SETTINGS_HEAD_BYTES + 4 + record.length + config.length) {
                return false;
            }
            out.put((byte) SETTINGS)
                    .putInt(from.videoCodec().fourCcBits())
                    .putShort((short) from.width())
                    .putShort((short) from.height())
                    .putDouble(from.framesPerSecond())
                    .putLong(from.videoBps())
                    .putLong(from.audioBps())
                    .putInt(from.sampleRate())
                    .put((byte) from.channels());
            out.putShort((short) record.length).put(record);
            out.putShort((short) config.length).put(config);
            return true;
        }
    }

    /// Puts frames together again. After a message that cannot be, nothing is taken any more.
    public static final class Reader {
        private static final MediaCodec[] CODECS = MediaCodec.values();

        private final int epoch;
        private final FrameSink out;
        private @Nullable StreamSettings settings;
        private byte @Nullable [] bytes;
        private int at;
        private int flags;
        private long dtsNanos;
        private long ptsNanos;
        private boolean broken;

        /// @param epoch of the settings that are read ([StreamSettings#epoch])
        public Reader(int epoch, FrameSink out) {
            this.epoch = epoch;
            this.out = out;
        }

        /// Takes a message, which may give a frame; false when it cannot be.
        public boolean take(ByteBuffer message) {
            broken = broken || !read(message);
            return !broken;
        }

        private boolean read(ByteBuffer message) {
            if (!message.hasRemaining()) {
                return false;
            }
            return switch (message.get()) {
                case SETTINGS -> bytes == null && settings(message);
                case FRAME -> bytes == null && begin(message);
                case MORE -> bytes != null && message.hasRemaining() && more(bytes, message);
                default -> false;
            };
        }

        private boolean settings(ByteBuffer in) {
            if (in.remaining() < SETTINGS_HEAD_BYTES - 1) {
                return false;
            }
            MediaCodec codec = codec(in.getInt());
            int width = in.getShort() & 0xffff;
            int height = in.getShort() & 0xffff;
            double framesPerSecond = in.getDouble();
            long videoBps = in.getLong();
            long audioBps = in.getLong();
            int sampleRate = in.getInt();
            int channels = in.get() & 0xff;
            byte[] record = configuration(in);
            byte[] config = record == null ? null : configuration(in);
            boolean sound =
                    framesPerSecond >= 0
                            && framesPerSecond <= 1_000
                            && videoBps >= 0
                            && audioBps >= 0
                            && sampleRate >= 0;
            if (!sound || codec == null || record == null || config == null || in.hasRemaining()) {
                return false;
            }
            settings =
                    new StreamSettings.Builder()
                            .video(codec, record, width, height)
                            .rates(framesPerSecond, videoBps, audioBps)
                            .audio(config, sampleRate, channels)
                            .epoch(epoch)
                            .build();
            return true;
        }

        private static @Nullable MediaCodec codec(int bits) {
            for (MediaCodec codec : CODECS) {
                if (codec.fourCcBits() == bits) {
                    return codec;
                }
            }
            return null;
        }

        private static byte @Nullable [] configuration(ByteBuffer in) {
            int length = in.remaining() < 2 ? MAX_CONFIGURATION_BYTES + 1 : in.getShort() & 0xffff;
            if (length > MAX_CONFIGURATION_BYTES || length > in.remaining()) {
                return null;
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }

        private boolean begin(ByteBuffer in) {
            if (settings == null || in.remaining() < FRAME_HEAD_BYTES - 1) {
                return false;
            }
            flags = in.get();
            int length = in.getInt();
            dtsNanos = in.getLong();
            ptsNanos = in.getLong();
            if (length < 0 || length > MAX_FRAME_BYTES) {
                return false;
            }
            at = 0;
            byte[] whole = new byte[length];
            bytes = whole;
            return more(whole, in);
        }

        private boolean more(byte[] whole, ByteBuffer in) {
            StreamSettings known = settings;
            int count = in.remaining();
            if (known == null || count > whole.length - at) {
                return false;
            }
            in.get(whole, at, count);
            at += count;
            if (at == whole.length) {
                bytes = null;
                out.onFrame(
                        (flags & AUDIO) != 0
                                ? EncodedFrame.audio(ptsNanos, whole, known)
                                : EncodedFrame.video(
                                        dtsNanos, ptsNanos, (flags & KEYFRAME) != 0, whole, known));
            }
            return true;
        }
    }
}
