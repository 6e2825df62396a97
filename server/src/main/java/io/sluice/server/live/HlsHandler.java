package io.sluice.server.live;

import io.sluice.egress.output.hls.HlsSource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// `/hls/{room}/…`: playlists, and the pieces they name. A request for what comes next waits for
/// it, each on a virtual thread of its own.
final class HlsHandler extends ViewingHandler {
    private static final String PLAYLIST = "application/vnd.apple.mpegurl";
    private static final String PIECE = "video/mp4";

    /// Three target durations (RFC 8216bis §6.2.5.2).
    private static final long WAIT_MILLIS = 12_000;

    /// The first picture of a program takes this long at most.
    private static final long BEGIN_MILLIS = 4_000;

    private static final String NEVER = "no-store";

    /// A piece is another one's after a new program began only in an address of its own.
    private static final String FOREVER = "public, max-age=3600, immutable";

    /// Which program an address is of, and which viewer asks.
    private static final String PROGRAM = "p";

    private static final String VIEWER = "v";
    private static final String NUMBER = "_HLS_msn";
    private static final String PART = "_HLS_part";
    private static final int MAX_DIGITS = 9;
    private static final int MAX_VIEWER = 64;

    /// A name that a viewer chose, so that asking again makes no second one.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1," + MAX_VIEWER + "}");

    HlsHandler(Watching viewing) {
        super("/hls/", viewing);
    }

    @Override
    void serve(String rest, Fields query, Request request, Response response, Callback callback)
            throws InterruptedException {
        int slash = rest.indexOf('/');
        String room = slash < 0 ? rest : rest.substring(0, slash);
        String name = rest.substring(slash + 1);
        boolean waits = name.equals(HlsSource.MAIN_PLAYLIST);
        WatchedProgram program = program(room, waits, query, response, callback);
        if (program == null) {
            return;
        }
        if (!program.requests().tryAcquire()) {
            refuse(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "too many watch");
            return;
        }
        try {
            var asked = new Asked(program, query, request, response, callback);
            switch (name) {
                case HlsSource.MAIN_PLAYLIST -> main(asked);
                case HlsSource.MEDIA_PLAYLIST -> media(asked);
                default -> piece(name, asked);
            }
        } finally {
            program.requests().release();
        }
    }

    private record Asked(
            WatchedProgram program,
            Fields query,
            Request request,
            Response response,
            Callback callback) {
        String right() {
            return "?t=" + query.getValue("t");
        }

        /// Whether the address is of a program before this one.
        boolean isOld() {
            String named = query.getValue(PROGRAM);
            return named != null && !named.equals(program.id());
        }

        void refuse(int status, String words) {
            ViewingHandler.refuse(response, callback, status, words);
        }

        void answer(Optional<byte[]> body, int otherwise, String type, String caching) {
            if (body.isEmpty()) {
                refuse(otherwise, "this is not there");
                return;
            }
            var headers = response.getHeaders();
            headers.put(HttpHeader.CONTENT_TYPE, type);
            headers.put(HttpHeader.CACHE_CONTROL, caching);
            headers.put(HttpHeader.CONTENT_LENGTH, body.get().length);
            boolean wanted = HttpMethod.GET.is(request.getMethod());
            response.write(true, wanted ? ByteBuffer.wrap(body.get()) : null, callback);
        }
    }

    private void main(Asked asked) throws InterruptedException {
        WatchedProgram program = asked.program();
        String named = asked.query().getValue(VIEWER);
        String viewer =
                named != null && NAME.matcher(named).matches() ? named : viewing().newViewer();
        if (!program.admit(viewer, viewing().nowNanos())) {
            asked.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "too many watch");
            return;
        }
        String query = asked.right() + "&p=" + program.id() + "&v=" + viewer;
        Optional<byte[]> playlist = program.hls().mainPlaylist(query, BEGIN_MILLIS);
        if (playlist.isEmpty()) {
            nothingYet(asked.response(), asked.callback());
        } else {
            asked.answer(playlist, HttpStatus.NOT_FOUND_404, PLAYLIST, NEVER);
        }
    }

    private void media(Asked asked) throws InterruptedException {
        WatchedProgram program = asked.program();
        String viewer = String.valueOf(asked.query().getValue(VIEWER));
        long number = number(asked.query().getValue(NUMBER));
        long part = number(asked.query().getValue(PART));
        if (number < -1 || part < -1 || viewer.length() > MAX_VIEWER) {
            asked.refuse(HttpStatus.BAD_REQUEST_400, "this cannot be meant");
        } else if (asked.isOld()) {
            asked.refuse(HttpStatus.NOT_FOUND_404, "that program is over");
        } else if (!program.admit(viewer, viewing().nowNanos())) {
            asked.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "too many watch");
        } else {
            String query = asked.right() + "&p=" + program.id();
            asked.answer(
                    program.hls().mediaPlaylist(query, number, (int) part, WAIT_MILLIS),
                    HttpStatus.BAD_REQUEST_400,
                    PLAYLIST,
                    NEVER);
        }
    }

    private static void piece(String name, Asked asked) throws InterruptedException {
        if (asked.isOld()) {
            asked.refuse(HttpStatus.NOT_FOUND_404, "that program is over");
            return;
        }
        asked.answer(
                asked.program().hls().resource(name, WAIT_MILLIS),
                HttpStatus.NOT_FOUND_404,
                PIECE,
                FOREVER);
    }

    /// -1 for what is not there, -2 for what is no number.
    private static long number(@Nullable String text) {
        if (text == null) {
            return -1;
        }
        boolean digits =
                !text.isEmpty()
                        && text.length() <= MAX_DIGITS
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -2;
    }
}
