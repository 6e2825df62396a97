package io.sluice.rtmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection to our own RTMP port: a publisher or a player (RTMP §7.2).
///
/// Bytes for the peer gather in [#outgoing]; whoever sends them calls [#onSent]. Who may publish or
/// play is the owner's decision, told by [#accept] or [#refuse]. Nobody else's data is ever waited
/// for.
public final class RtmpServerConnection {
    /// How far the connection has come.
    public enum State {
        /// The first 3,073 bytes each way.
        HANDSHAKE,
        /// `connect` is awaited.
        CONNECTING,
        /// `publish` or `play` is awaited.
        CONNECTED,
        /// The peer wants to publish, the owner has not decided.
        PUBLISH_ASKED,
        /// The peer wants to play, the owner has not decided.
        PLAY_ASKED,
        /// The peer sends media.
        PUBLISHING,
        /// The peer receives media.
        PLAYING,
        /// The owner said no: what is outgoing is to be sent, then the connection closed.
        REFUSED,
        /// The peer's bytes made no sense or came too late: to be closed.
        FAILED
    }

    /// What a connection tells its owner.
    public interface Output {
        /// The peer asks to publish under a name.
        void onPublish(String application, String name);

        /// The peer asks to receive the stream of a name.
        void onPlay(String application, String name);

        /// The publisher sent sound, picture or data, valid during the call.
        void onMedia(RtmpMessage message);

        /// The peer stopped publishing or playing; it may ask again.
        void onEnd();
    }

    /// A frame of 4K at a high rate stays below this.
    static final int MAX_MESSAGE_BYTES = 8 << 20;

    /// From the first byte to `publish` or `play`.
    static final long SETUP_NANOS = 10_000_000_000L;

    /// A publisher that sends nothing for so long has gone.
    static final long IDLE_NANOS = 30_000_000_000L;

    /// What a player may leave unread before frames are refused.
    static final int MAX_UNSENT_BYTES = 16 << 20;

    private static final int WINDOW_BYTES = 2_500_000;
    private static final int MAX_COMMANDS = 1_000;
    private static final int MAX_NAME_CHARACTERS = 512;
    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int AUDIO_CHUNK_STREAM = 4;
    private static final int STREAM_CHUNK_STREAM = 5;
    private static final int VIDEO_CHUNK_STREAM = 6;
    private static final int STREAM = 1;

    private final RtmpLink link;
    private State state = State.HANDSHAKE;
    private @Nullable RtmpError error;
    private long deadlineNanos;
    private String application = "";
    private int commands;

    /// Takes 1,528 random bytes.
    public RtmpServerConnection(byte[] random, long nowNanos) {
        link = new RtmpLink(true, random, MAX_MESSAGE_BYTES);
        deadlineNanos = nowNanos + SETUP_NANOS;
    }

    /// How far it has come.
    public State state() {
        return state;
    }

    /// What was wrong with the peer when [State#FAILED], else null.
    public @Nullable RtmpError error() {
        return error;
    }

    /// Bytes to be sent.
    public ByteWriter outgoing() {
        return link.outgoing();
    }

    /// What stood in [#outgoing] was handed to the network.
    public void onSent() {
        link.onSent();
    }

    /// When [#onDeadline] wants to be called, or `Long.MAX_VALUE`.
    public long deadlineNanos() {
        return switch (state) {
            case HANDSHAKE, CONNECTING, CONNECTED, PUBLISHING -> deadlineNanos;
            case PUBLISH_ASKED, PLAY_ASKED, PLAYING, REFUSED, FAILED -> Long.MAX_VALUE;
        };
    }

    /// Gives up a peer that is too slow or gone.
    public void onDeadline(long nowNanos) {
        if (deadlineNanos() != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            fail(state == State.PUBLISHING ? RtmpError.IDLE : RtmpError.TOO_SLOW);
        }
    }

    /// Takes bytes of the peer.
    public void onBytes(byte[] bytes, int offset, int length, long nowNanos, Output out) {
        int at = offset;
        int end = offset + length;
        if (state == State.HANDSHAKE) {
            at += link.readHandshake(bytes, at, end - at);
            if (link.handshakeError() != null) {
                fail(link.handshakeError());
            } else if (link.ready()) {
                state = State.CONNECTING;
            }
        }
        if (isOpen() && at < end) {
            RtmpError problem =
                    link.read(bytes, at, end - at, message -> onMessage(message, nowNanos, out));
            if (problem != null) {
                fail(problem);
            }
        }
    }

    private boolean isOpen() {
        return state != State.REFUSED && state != State.FAILED;
    }

    private void fail(@Nullable RtmpError problem) {
        error = problem;
        state = State.FAILED;
    }

    private @Nullable RtmpError onMessage(RtmpMessage message, long nowNanos, Output out) {
        if (!isOpen()) {
            return null;
        }
        int type = message.type();
        if (type == RtmpMessage.COMMAND || type == RtmpMessage.COMMAND_AMF3) {
            RtmpCommand command = ++commands > MAX_COMMANDS ? null : RtmpCommand.read(message);
            return command == null ? RtmpError.COMMAND : onCommand(command, nowNanos, out);
        }
        if (state != State.PUBLISHING) {
            return null;
        }
        if (type == RtmpMessage.AGGREGATE) {
            deadlineNanos = nowNanos + IDLE_NANOS;
            return AggregateMessage.split(message, out::onMedia);
        }
        if (message.isMedia()) {
            deadlineNanos = nowNanos + IDLE_NANOS;
            out.onMedia(message);
        }
        return null;
    }

    private @Nullable RtmpError onCommand(RtmpCommand command, long nowNanos, Output out) {
        if (state == State.CONNECTING) {
            return command.name().equals("connect") ? onConnect(command) : RtmpError.COMMAND_ORDER;
        }
        return switch (command.name()) {
            case "createStream" -> result(command, RtmpCommand.amount(STREAM));
            case "getStreamLength" -> result(command, RtmpCommand.amount(0));
            case "releaseStream", "FCPublish", "_checkbw", "FCSubscribe" ->
                    result(command, AmfValue.NOTHING);
            case "publish", "play" -> onAsked(command, out);
            case "deleteStream", "closeStream", "FCUnpublish" -> onStopped(nowNanos, out);
            case "connect" -> RtmpError.COMMAND_ORDER;
            // Neither pause nor seek nor receiveAudio mean anything for a live stream.
            default -> null;
        };
    }

    private @Nullable RtmpError onConnect(RtmpCommand command) {
        application = command.fields(0).text("app");
        if (application.length() > MAX_NAME_CHARACTERS) {
            return RtmpError.COMMAND;
        }
        state = State.CONNECTED;
        link.control(RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE, WINDOW_BYTES);
        link.peerBandwidth(WINDOW_BYTES);
        link.largerChunks();
        Map<String, AmfValue> server = new LinkedHashMap<>();
        server.put("fmsVer", RtmpCommand.text("FMS/3,0,1,123"));
        server.put("capabilities", RtmpCommand.amount(31));
        Map<String, AmfValue> information =
                new LinkedHashMap<>(
                        RtmpCommand.information(
                                        "status", "NetConnection.Connect.Success", "connected")
                                .fields());
        information.put("objectEncoding", RtmpCommand.amount(0));
        List<AmfValue> fourCcs =
                List.of(
                        RtmpCommand.text("avc1"),
                        RtmpCommand.text("hvc1"),
                        RtmpCommand.text("av01"));
        information.put("fourCcList", new AmfValue.Row(fourCcs));
        command(
                0,
                RtmpCommand.of(
                        "_result",
                        command.transaction(),
                        new AmfValue.Fields(server),
                        new AmfValue.Fields(information)));
        return null;
    }

    private @Nullable RtmpError result(RtmpCommand command, AmfValue value) {
        command(0, RtmpCommand.of("_result", command.transaction(), AmfValue.NOTHING, value));
        return null;
    }

    private void command(int onStream, RtmpCommand command) {
        link.command(onStream == 0 ? COMMAND_CHUNK_STREAM : STREAM_CHUNK_STREAM, onStream, command);
    }

    private @Nullable RtmpError onAsked(RtmpCommand command, Output out) {
        String name = command.text(1);
        if (state != State.CONNECTED || name.isEmpty() || name.length() > MAX_NAME_CHARACTERS) {
            return RtmpError.COMMAND_ORDER;
        }
        if (command.name().equals("publish")) {
            state = State.PUBLISH_ASKED;
            out.onPublish(application, name);
        } else {
            state = State.PLAY_ASKED;
            out.onPlay(application, name);
        }
        return null;
    }

    private @Nullable RtmpError onStopped(long nowNanos, Output out) {
        switch (state) {
            case PUBLISH_ASKED, PLAY_ASKED, PUBLISHING, PLAYING -> {
                state = State.CONNECTED;
                deadlineNanos = nowNanos + SETUP_NANOS;
                out.onEnd();
            }
            case HANDSHAKE, CONNECTING, CONNECTED, REFUSED, FAILED -> {
                // There was no stream.
            }
        }
        return null;
    }

    /// The owner agrees to what was asked.
    public void accept(long nowNanos) {
        if (state == State.PUBLISH_ASKED) {
            state = State.PUBLISHING;
            deadlineNanos = nowNanos + IDLE_NANOS;
            link.streamBegin(STREAM);
            status("status", "NetStream.Publish.Start", "publishing");
        } else if (state == State.PLAY_ASKED) {
            state = State.PLAYING;
            link.streamBegin(STREAM);
            status("status", "NetStream.Play.Reset", "from the beginning");
            status("status", "NetStream.Play.Start", "playing");
            AmfValue yes = new AmfValue.Flag(true);
            link.data(
                    STREAM_CHUNK_STREAM,
                    STREAM,
                    0,
                    RtmpCommand.text("|RtmpSampleAccess"),
                    yes,
                    yes);
        }
    }

    /// The owner refuses what was asked, with a reason for people.
    public void refuse(String words) {
        if (state == State.PUBLISH_ASKED) {
            status("error", "NetStream.Publish.BadName", words);
            state = State.REFUSED;
        } else if (state == State.PLAY_ASKED) {
            status("error", "NetStream.Play.StreamNotFound", words);
            state = State.REFUSED;
        }
    }

    private void status(String level, String code, String words) {
        AmfValue information = RtmpCommand.information(level, code, words);
        command(STREAM, RtmpCommand.of("onStatus", 0, AmfValue.NOTHING, information));
    }

    /// Sends `onMetaData` to a player.
    public void sendMetadata(AmfValue metadata) {
        if (state == State.PLAYING) {
            AmfValue name = RtmpCommand.text("onMetaData");
            link.data(AUDIO_CHUNK_STREAM, STREAM, 0, name, metadata);
        }
    }

    /// Sends sound or picture to a player; false when it leaves too much unread and nothing was
    /// taken.
    public boolean sendMedia(
            int type,
            long timestampMillis,
            byte[] head,
            int headLength,
            byte[] body,
            int offset,
            int length) {
        if (state != State.PLAYING || link.outgoing().size() + (long) length > MAX_UNSENT_BYTES) {
            return false;
        }
        int chunks = type == RtmpMessage.AUDIO ? AUDIO_CHUNK_STREAM : VIDEO_CHUNK_STREAM;
        link.media(chunks, type, STREAM, timestampMillis, head, headLength, body, offset, length);
        return true;
    }

    /// Tells a player that the stream is over.
    public void end() {
        if (state == State.PLAYING) {
            status("status", "NetStream.Play.UnpublishNotify", "the stream is over");
        }
    }
}
