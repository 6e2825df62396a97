package io.sluice.egress.srt;

import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_flush;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avformat.avio_write;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.sluice.egress.output.SrtTarget;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/// A connection to an SRT listener through libav. Used by one thread, but for [#hangUp]; has to be
/// closed before the process ends, or libsrt takes that down with a signal.
final class SrtSocket implements AutoCloseable {
    /// What SRT carries in a datagram: seven packets of a transport stream.
    static final int DATAGRAM_BYTES = 1_316;

    /// Within this time a listener answers, and makes room for what is written.
    private static final long WAIT_NANOS = 5_000_000_000L;

    /// Longer than ours, so that it is ours that counts.
    private static final String LIBRARY_WAIT_MICROS = "60000000";

    private static final String LIBRARY_WAIT_MILLIS = "60000";

    private final Interrupt interrupt = new Interrupt();
    private final AVIOInterruptCB interruptible = new AVIOInterruptCB();
    private final AVIOContext context = new AVIOContext(null);
    private final BytePointer datagram = new BytePointer(DATAGRAM_BYTES);

    /// Asked by the library ten times a second while it waits.
    private static final class Interrupt extends AVIOInterruptCB.Callback_Pointer {
        private volatile boolean hungUp;
        private volatile long untilNanos;

        @Override
        public int call(Pointer nothing) {
            return hungUp || isLate() ? 1 : 0;
        }

        boolean isLate() {
            return System.nanoTime() - untilNanos >= 0;
        }

        void await() {
            untilNanos = System.nanoTime() + WAIT_NANOS;
        }
    }

    SrtSocket() {
        interruptible.callback(interrupt);
    }

    /// Connects to the address, which was looked up and checked before: no name enters the library.
    /// Throws ConnectException when the listener says no, SocketTimeoutException when nobody
    /// answers.
    void connect(InetAddress address, SrtTarget target) throws IOException {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        String host = zone < 0 ? literal : literal.substring(0, zone);
        String url = "srt://" + (host.indexOf(':') < 0 ? host : "[" + host + "]");
        AVDictionary options = options(target);
        interrupt.await();
        int result =
                avio_open2(
                        context,
                        url + ":" + target.port(),
                        AVIO_FLAG_WRITE,
                        interruptible,
                        options);
        av_dict_free(options);
        if (result < 0) {
            throw interrupt.isLate()
                    ? new SocketTimeoutException("no answer")
                    : new ConnectException("the listener refuses");
        }
    }

    /// Each value is one that [SrtTarget] holds, within its bounds; the library takes it as a whole
    /// and parses nothing in it.
    private static AVDictionary options(SrtTarget target) {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "mode", "caller", 0);
        av_dict_set(options, "transtype", "live", 0);
        av_dict_set(options, "payload_size", String.valueOf(DATAGRAM_BYTES), 0);
        av_dict_set(options, "latency", target.latencyMillis() + "000", 0);
        av_dict_set(options, "timeout", LIBRARY_WAIT_MICROS, 0);
        av_dict_set(options, "connect_timeout", LIBRARY_WAIT_MILLIS, 0);
        if (!target.passphrase().isEmpty()) {
            av_dict_set(options, "passphrase", target.passphrase(), 0);
            av_dict_set(options, "pbkeylen", String.valueOf(target.keyBytes()), 0);
            av_dict_set(options, "enforced_encryption", "1", 0);
        }
        if (!target.streamId().isEmpty()) {
            av_dict_set(options, "streamid", target.streamId(), 0);
        }
        return options;
    }

    /// Sends bytes in datagrams. Throws SocketTimeoutException when there is no room for them for
    /// too long.
    void write(byte[] bytes, int length) throws IOException {
        interrupt.await();
        for (int at = 0; at < length; at += DATAGRAM_BYTES) {
            int size = Math.min(DATAGRAM_BYTES, length - at);
            datagram.position(0).put(bytes, at, size);
            avio_write(context, datagram, size);
            avio_flush(context);
            if (context.error() < 0) {
                throw interrupt.isLate()
                        ? new SocketTimeoutException("no room")
                        : new IOException("the connection is lost");
            }
        }
    }

    /// Ends the waiting of whoever connects or writes, from any thread.
    void hangUp() {
        interrupt.hungUp = true;
    }

    boolean isHungUp() {
        return interrupt.hungUp;
    }

    @Override
    public void close() {
        if (!context.isNull()) {
            avio_closep(context);
        }
        datagram.close();
        interruptible.close();
        interrupt.close();
    }
}
