package io.sluice.server.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// `/api/recordings` for whoever holds the admin token or, for one room, its address: lists
/// recordings, hands out their files, whole or in ranges (RFC 9110 §14), and deletes them.
final class RecordingsHandler extends Handler.Abstract {
    private static final String PATH = "/api/recordings";
    private static final int MAX_PATH = 1_000;

    /// At once into memory, on its way from the disk to the network.
    private static final int CHUNK_BYTES = 1 << 16;

    private final Recordings recordings;
    private final RecordingLinks links;
    private final AdminCheck gate;
    private final ObjectMapper mapper = new ObjectMapper();

    RecordingsHandler(Recordings recordings, RecordingLinks links, AdminCheck gate) {
        this.recordings = recordings;
        this.links = links;
        this.gate = gate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        String path = Request.getPathInContext(request);
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            return false;
        }
        Fields query = Request.extractQueryParameters(request);
        String room = query.getValue("room");
        boolean byLink = room != null && links.admits(query.getValue("t"), room);
        if (!byLink && !gate.admits(request, response, callback)) {
            return true;
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (path.length() > MAX_PATH) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404, "unknown_type", "Not here.");
            return true;
        }
        List<String> names =
                path.equals(PATH)
                        ? List.of()
                        : List.of(
                                URIUtil.decodePath(path.substring(PATH.length() + 1))
                                        .split("/", -1));
        answer(names, byLink ? room : null, request, response, callback);
        return true;
    }

    /// @param room to which the one who asks is confined; null: none
    private void answer(
            List<String> names,
            @Nullable String room,
            Request request,
            Response response,
            Callback callback)
            throws IOException {
        if (!names.isEmpty() && room != null && !isOf(room, names.getFirst())) {
            missing(response, callback);
            return;
        }
        boolean get =
                HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (names.isEmpty() && get) {
            var body = Map.of("recordings", all(room));
            json(response, callback, HttpStatus.OK_200, body);
        } else if (names.size() == 2 && get) {
            Optional<Path> file = recordings.file(names.get(0), names.get(1));
            if (file.isEmpty()) {
                missing(response, callback);
            } else {
                send(file.get(), names, request, response, callback);
            }
        } else if (names.size() == 1 && HttpMethod.DELETE.is(request.getMethod())) {
            delete(names.getFirst(), response, callback);
        } else if (names.size() > 2) {
            missing(response, callback);
        } else {
            int status = HttpStatus.METHOD_NOT_ALLOWED_405;
            refuse(response, callback, status, "unknown_type", "Not with this method.");
        }
    }

    private List<Recordings.Entry> all(@Nullable String room) throws IOException {
        return recordings.list().stream()
                .filter(entry -> room == null || entry.room().equals(room))
                .toList();
    }

    private boolean isOf(String room, String id) throws IOException {
        return recordings.find(id).filter(entry -> entry.room().equals(room)).isPresent();
    }

    private void delete(String id, Response response, Callback callback) throws IOException {
        Optional<Recordings.Entry> found = recordings.find(id);
        if (found.isEmpty()) {
            missing(response, callback);
        } else if (found.get().state().equals("recording")) {
            int status = HttpStatus.CONFLICT_409;
            refuse(response, callback, status, "not_allowed", "It is being recorded: stop first.");
        } else {
            boolean _ = recordings.delete(id);
            response.setStatus(HttpStatus.NO_CONTENT_204);
            response.write(true, null, callback);
        }
    }

    private static void send(
            Path file, List<String> names, Request request, Response response, Callback callback)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            var headers = response.getHeaders();
            headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
            headers.put(HttpHeader.CONTENT_TYPE, "video/mp4");
            String name = names.get(0) + "-" + names.get(1);
            headers.put(
                    "Content-Disposition",
                    "attachment; filename*=UTF-8''"
                            + URLEncoder.encode(name, StandardCharsets.UTF_8));
            List<String> asked = request.getHeaders().getValuesList(HttpHeader.RANGE);
            List<ByteRange> ranges = ByteRange.parse(asked, size);
            long first = 0;
            long last = size - 1;
            if (!asked.isEmpty() && ranges.isEmpty() && asked.getFirst().startsWith("bytes=")) {
                headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
                response.setStatus(HttpStatus.RANGE_NOT_SATISFIABLE_416);
                headers.remove(HttpHeader.CONTENT_TYPE);
                response.write(true, null, callback);
                return;
            }
            if (ranges.size() == 1) { // several: the whole file is an answer too
                first = ranges.getFirst().first();
                last = ranges.getFirst().last();
                response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
                headers.put(HttpHeader.CONTENT_RANGE, ranges.getFirst().toHeaderValue(size));
            }
            headers.put(HttpHeader.CONTENT_LENGTH, last - first + 1);
            if (HttpMethod.HEAD.is(request.getMethod())) {
                response.write(true, null, callback);
                return;
            }
            copy(channel, first, last + 1, response, callback);
        }
    }

    /// What a growing file has more by now is not sent: the length was said.
    private static void copy(
            FileChannel from, long first, long end, Response response, Callback callback) {
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            var channel = Channels.newChannel(out);
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            long at = first;
            while (at < end) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, end - at));
                if (from.read(chunk, at) <= 0) {
                    throw new IOException("the file became shorter");
                }
                chunk.flip();
                at += chunk.remaining();
                while (chunk.hasRemaining()) {
                    int _ = channel.write(chunk);
                }
            }
        } catch (IOException e) {
            callback.failed(e);
            return;
        }
        callback.succeeded();
    }

    private void missing(Response response, Callback callback) throws IOException {
        int status = HttpStatus.NOT_FOUND_404;
        refuse(response, callback, status, "recording_failed", "There is no such recording.");
    }

    private void refuse(
            Response response, Callback callback, int status, String code, String message)
            throws IOException {
        json(response, callback, status, Map.of("code", code, "message", message));
    }

    private void json(Response response, Callback callback, int status, Object body)
            throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(mapper.writeValueAsBytes(body)), callback);
    }
}
