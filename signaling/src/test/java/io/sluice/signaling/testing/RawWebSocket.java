package io.sluice.signaling.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.signaling.message.MessageCodec;
import io.sluice.signaling.message.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// A WebSocket frame by frame (RFC 6455), with or without permessage-deflate (RFC 7692), for what
/// no proper client sends.
public final class RawWebSocket implements AutoCloseable {
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int PATIENCE_MILLIS = 20_000;

    /// What a sync flush ends with, and a message leaves out (RFC 7692 §7.2.1).
    private static final byte[] FLUSHED = {0, 0, (byte) 0xff, (byte) 0xff};

    private final MessageCodec codec = new MessageCodec();
    private final Inflater inflater = new Inflater(true);
    private final Socket socket;
    private final DataInputStream in;

    public RawWebSocket(URI server, String room, boolean compressed) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        String request =
                """
                GET /rtc?room=%s HTTP/1.1
                Host: %s
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                %s
                """
                        .formatted(
                                room,
                                server.getAuthority(),
                                compressed ? "Sec-WebSocket-Extensions: permessage-deflate\n" : "");
        socket.getOutputStream()
                .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = head();
        assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
        assertEquals(compressed, answer.contains("permessage-deflate"), answer);
    }

    private String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /// A text that compresses to this, as one frame's payload.
    public static byte[] deflated(String head, char filler, long repeated, String tail) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        var out = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 16];
        Arrays.fill(chunk, (byte) filler);
        deflate(deflater, head.getBytes(StandardCharsets.UTF_8), Deflater.NO_FLUSH, out);
        for (long left = repeated; left > 0; left -= chunk.length) {
            byte[] next = left < chunk.length ? Arrays.copyOf(chunk, (int) left) : chunk;
            deflate(deflater, next, Deflater.NO_FLUSH, out);
        }
        deflate(deflater, tail.getBytes(StandardCharsets.UTF_8), Deflater.SYNC_FLUSH, out);
        deflater.end();
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - FLUSHED.length);
    }

    private static void deflate(
            Deflater deflater, byte[] bytes, int flush, ByteArrayOutputStream out) {
        deflater.setInput(bytes);
        byte[] buffer = new byte[1 << 14];
        int length = deflater.deflate(buffer, 0, buffer.length, flush);
        while (length > 0) {
            out.write(buffer, 0, length);
            length = deflater.deflate(buffer, 0, buffer.length, flush);
        }
    }

    public void sendText(byte[] payload) throws IOException {
        send(FINAL | TEXT, payload);
    }

    public void sendCompressedText(byte[] payload) throws IOException {
        send(FINAL | COMPRESSED | TEXT, payload);
    }

    private void send(int first, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < LENGTH_16) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | LENGTH_64);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(new byte[4]); // a mask that changes nothing
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /// The next message of this type; others in between are dropped.
    public <M extends ServerMessage> M next(Class<M> type) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            if ((first & 0xf) == TEXT) {
                String text =
                        (first & COMPRESSED) != 0
                                ? inflate(payload)
                                : new String(payload, StandardCharsets.UTF_8);
                ServerMessage message = codec.readServer(text);
                if (type.isInstance(message)) {
                    return type.cast(message);
                }
            }
        }
    }

    /// The status the server closes with, after all that it still sends.
    public int closeStatus() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            if ((first & 0xf) == CLOSE) {
                return ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
            }
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        long bytes =
                switch (length) {
                    case LENGTH_16 -> in.readUnsignedShort();
                    case LENGTH_64 -> in.readLong();
                    default -> length;
                };
        byte[] payload = in.readNBytes((int) bytes);
        if (payload.length < bytes) {
            throw new EOFException();
        }
        return payload;
    }

    private String inflate(byte[] payload) throws IOException {
        var text = new ByteArrayOutputStream();
        byte[] input = Arrays.copyOf(payload, payload.length + FLUSHED.length);
        System.arraycopy(FLUSHED, 0, input, payload.length, FLUSHED.length);
        inflater.setInput(input);
        byte[] buffer = new byte[1 << 14];
        try {
            int length = inflater.inflate(buffer);
            while (length > 0) {
                text.write(buffer, 0, length);
                length = inflater.inflate(buffer);
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        socket.close();
    }
}
