package io.sluice.rtmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Publishes one stream to a server (RTMP §7.2.1.1, §7.2.2.6).
///
/// Bytes for the server gather in [#outgoing]; whoever sends them calls [#onSent]. Times are
/// nanoseconds of any clock that only goes forward.
public final class RtmpClient {
    /// How far the connection has come.
    public enum State {
        /// The first 3,073 bytes each way.
        HANDSHAKE,
        /// `connect` is asked.
        CONNECTING,
        /// `createStream` is asked.
        CREATING,
        /// `publish` is asked.
        OPENING,
        /// The server takes media.
        PUBLISHING,
        /// The server said no to `connect`, `createStream` or `publish`.
        REJECTED,
        /// The server ended the stream later, or we did.
        ENDED,
        /// The peer's bytes made no sense, or came too late.
        FAILED
    }

    /// What we wish to be told about: each so many bytes that arrived.
    public static final int WINDOW_BYTES = 1 << 16;

    /// At first more often: a still picture and silence take half a minute for a window.
    public static final int FIRST_WINDOW_BYTES = 1 << 12;

    /// A stream that sent so much is no such one, or old enough.
    static final int FIRST_BYTES = 4 * WINDOW_BYTES;

    /// A server that answers takes well below a second.
    static final long SETUP_NANOS = 10_000_000_000L;

    /// A publisher receives nothing but commands.
    private static final int MAX_MESSAGE_BYTES = 1 << 16;

    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int AUDIO_CHUNK_STREAM = 4;
    private static final int STREAM_CHUNK_STREAM = 5;
    private static final int VIDEO_CHUNK_STREAM = 6;

    private static final int CONNECT = 1;
    private static final int RELEASE_STREAM = 2;
    private static final int FC_PUBLISH = 3;
    private static final int CREATE_STREAM = 4;
    private static final int PUBLISH = 5;

    private final RtmpTarget target;
    private final RtmpLink link;
    private final List<String> fourCcs;
    private final long deadlineNanos;
    private State state = State.HANDSHAKE;
    private @Nullable RtmpError error;
    private String serverWords = "";
    private int streamId;
    private boolean windowIsLarge;

    /// Begins at once; `random` are 1,528 bytes, `fourCcs` the codecs beyond H.264 and AAC that
    /// will be sent (enhanced RTMP), usually none.
    public RtmpClient(RtmpTarget target, List<String> fourCcs, byte[] random, long nowNanos) {
        this.target = target;
        this.fourCcs = List.copyOf(fourCcs);
        link = new RtmpLink(false, random, MAX_MESSAGE_BYTES);
        deadlineNanos = nowNanos + SETUP_NANOS;
        link.begin();
    }

    /// How far it has come.
    public State state() {
        return state;
    }

    /// What was wrong with the peer when [State#FAILED], else null.
    public @Nullable RtmpError error() {
        return error;
    }

    /// Why the server refused or ended the stream: printable, at most 200 characters, without the
    /// key.
    public String serverWords() {
        return serverWords;
    }

    /// Bytes to be sent.
    public ByteWriter outgoing() {
        return link.outgoing();
    }

    /// What stood in [#outgoing] was handed to the network.
    public void onSent() {
        link.onSent();
    }

    /// All bytes given out so far.
    public long sentBytes() {
        return link.sentBytes();
    }

    /// How many of them the server says it has.
    public long acknowledgedBytes() {
        return link.acknowledgedBytes();
    }

    /// When [#onDeadline] wants to be called, or `Long.MAX_VALUE`.
    public long deadlineNanos() {
        return isOpen() && state != State.PUBLISHING ? deadlineNanos : Long.MAX_VALUE;
    }

    /// Gives up a server that has not answered in time.
    public void onDeadline(long nowNanos) {
        if (deadlineNanos() != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            fail(RtmpError.TOO_SLOW);
        }
    }

    /// Takes bytes of the server.
    public void onBytes(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        if (isOpen() && !link.ready()) {
            at += link.readHandshake(bytes, at, end - at);
            if (link.handshakeError() != null) {
                fail(link.handshakeError());
            } else if (link.ready()) {
                connect();
            }
        }
        if (isOpen() && at < end) {
            RtmpError problem = link.read(bytes, at, end - at, this::onMessage);
            if (problem != null && isOpen()) {
                fail(problem);
            }
        }
    }

    private boolean isOpen() {
        return switch (state) {
            case HANDSHAKE, CONNECTING, CREATING, OPENING, PUBLISHING -> true;
            case REJECTED, ENDED, FAILED -> false;
        };
    }

    private void fail(@Nullable RtmpError problem) {
        error = problem;
        state = State.FAILED;
    }

    private void connect() {
        state = State.CONNECTING;
        link.largerChunks();
        Map<String, AmfValue> fields = new LinkedHashMap<>();
        fields.put("app", RtmpCommand.text(target.application()));
        fields.put("type", RtmpCommand.text("nonprivate"));
        // Some platforms look for the name of an encoder they know.
        fields.put("flashVer", RtmpCommand.text("FMLE/3.0 (compatible; Sluice)"));
        fields.put("tcUrl", RtmpCommand.text(target.connectUrl()));
        if (!fourCcs.isEmpty()) {
            List<AmfValue> row = fourCcs.stream().<AmfValue>map(RtmpCommand::text).toList();
            fields.put("fourCcList", new AmfValue.Row(row));
        }
        command(0, RtmpCommand.of("connect", CONNECT, new AmfValue.Fields(fields)));
        link.control(RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE, FIRST_WINDOW_BYTES);
    }

    private void command(int onStream, RtmpCommand command) {
        link.command(onStream == 0 ? COMMAND_CHUNK_STREAM : STREAM_CHUNK_STREAM, onStream, command);
    }

    private @Nullable RtmpError onMessage(RtmpMessage message) {
        if (message.type() != RtmpMessage.COMMAND && message.type() != RtmpMessage.COMMAND_AMF3) {
            return null;
        }
        RtmpCommand command = RtmpCommand.read(message);
        if (command == null) {
            return RtmpError.COMMAND;
        }
        switch (command.name()) {
            case "_result" -> onResult(command);
            case "_error" -> onError(command);
            case "onStatus" -> onStatus(command.fields(1));
            case "close" -> end("");
            default -> {
                // onBWDone, onFCPublish and the like need no answer.
            }
        }
        return null;
    }

    private void onResult(RtmpCommand command) {
        if (state == State.CONNECTING && command.transaction() == CONNECT) {
            state = State.CREATING;
            AmfValue key = RtmpCommand.text(target.key());
            command(0, RtmpCommand.of("releaseStream", RELEASE_STREAM, AmfValue.NOTHING, key));
            command(0, RtmpCommand.of("FCPublish", FC_PUBLISH, AmfValue.NOTHING, key));
            command(0, RtmpCommand.of("createStream", CREATE_STREAM, AmfValue.NOTHING));
        } else if (state == State.CREATING && command.transaction() == CREATE_STREAM) {
            onStreamCreated(command);
        }
    }

    private void onStreamCreated(RtmpCommand command) {
        boolean numbered =
                command.arguments().size() > 1
                        && command.arguments().get(1) instanceof AmfValue.Amount number
                        && number.value() >= 1
                        && number.value() <= Integer.MAX_VALUE;
        if (!numbered) {
            fail(RtmpError.COMMAND);
            return;
        }
        streamId = (int) ((AmfValue.Amount) command.arguments().get(1)).value();
        state = State.OPENING;
        AmfValue key = RtmpCommand.text(target.key());
        AmfValue live = RtmpCommand.text("live");
        command(streamId, RtmpCommand.of("publish", PUBLISH, AmfValue.NOTHING, key, live));
    }

    private void onError(RtmpCommand command) {
        double transaction = command.transaction();
        // Many servers know neither releaseStream nor FCPublish.
        boolean connectRefused = state == State.CONNECTING && transaction == CONNECT;
        boolean streamRefused = state == State.CREATING && transaction == CREATE_STREAM;
        boolean publishRefused = state == State.OPENING && transaction == PUBLISH;
        if (connectRefused || streamRefused || publishRefused) {
            reject(command.fields(1));
        }
    }

    private void onStatus(AmfValue.Fields information) {
        if (information.text("level").equals("error")) {
            if (state == State.PUBLISHING) {
                end(ServerWords.printable(information, target.key()));
            } else {
                reject(information);
            }
            return;
        }
        switch (information.text("code")) {
            case "NetStream.Publish.Start" -> {
                if (state == State.OPENING) {
                    state = State.PUBLISHING;
                }
            }
            case "NetStream.Unpublish.Success", "NetConnection.Connect.Closed" ->
                    end(ServerWords.printable(information, target.key()));
            default -> {
                // Nothing that changes what we do.
            }
        }
    }

    private void reject(AmfValue.Fields information) {
        serverWords = ServerWords.printable(information, target.key());
        state = State.REJECTED;
    }

    private void end(String words) {
        if (isOpen()) {
            serverWords = words;
            state = State.ENDED;
        }
    }

    /// Sends `onMetaData`, once before the first frame and after each change.
    public void sendMetadata(AmfValue metadata) {
        if (state == State.PUBLISHING) {
            AmfValue set = RtmpCommand.text("@setDataFrame");
            AmfValue name = RtmpCommand.text("onMetaData");
            link.data(AUDIO_CHUNK_STREAM, streamId, 0, set, name, metadata);
        }
    }

    /// Sends sound or picture: the head of an FLV tag's body and the frame behind it.
    ///
    /// The type is [RtmpMessage#AUDIO] or [RtmpMessage#VIDEO]; timestamps must not go back.
    public void sendMedia(
            int type,
            long timestampMillis,
            byte[] head,
            int headLength,
            byte[] body,
            int offset,
            int length) {
        if (state == State.PUBLISHING) {
            int chunks = type == RtmpMessage.AUDIO ? AUDIO_CHUNK_STREAM : VIDEO_CHUNK_STREAM;
            link.media(
                    chunks,
                    type,
                    streamId,
                    timestampMillis,
                    head,
                    headLength,
                    body,
                    offset,
                    length);
            if (!windowIsLarge && link.sentBytes() >= FIRST_BYTES) {
                windowIsLarge = true;
                link.control(RtmpMessage.WINDOW_ACKNOWLEDGEMENT_SIZE, WINDOW_BYTES);
            }
        }
    }

    /// Ends the stream politely; the connection is closed by whoever holds it.
    public void close() {
        if (state == State.PUBLISHING) {
            AmfValue key = RtmpCommand.text(target.key());
            command(0, RtmpCommand.of("FCUnpublish", PUBLISH + 1, AmfValue.NOTHING, key));
            AmfValue stream = RtmpCommand.amount(streamId);
            command(0, RtmpCommand.of("deleteStream", PUBLISH + 2, AmfValue.NOTHING, stream));
        }
        end("");
    }
}
