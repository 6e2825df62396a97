package io.sluice.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The built web client out of the jar; `/` and `/r/…` are all its one page.
final class WebClient extends Handler.Abstract {
    private static final String PAGE = "/index.html";

    /// The build puts a hash of the content into these names.
    private static final String HASHED = "/assets/";

    /// Names the build makes; no dots before a slash, so nothing leads out of the folder.
    private static final Pattern FILE_NAME = Pattern.compile("(/[A-Za-z0-9_-]+)*/[A-Za-z0-9._-]+");

    private static final int MAX_PATH = 200;

    /// A year: such a file never changes under its name.
    private static final String FOREVER = "public, max-age=31536000, immutable";

    /// Asked for anew each time, answered in full only if it changed.
    private static final String REVALIDATED = "no-cache";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("png", "image/png"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("wasm", "application/wasm"));

    /// These are compressed already.
    private static final Pattern PACKED = Pattern.compile("image/(png|x-icon)|font/.*|audio/.*");

    /// A file as it is sent; the arrays are never written again.
    private static final class Asset {
        private final String type;
        private final String tag;
        private final byte[] plain;
        private final byte @Nullable [] gzip;

        private Asset(String type, String tag, byte[] plain, byte @Nullable [] gzip) {
            this.type = type;
            this.tag = tag;
            this.plain = plain;
            this.gzip = gzip;
        }
    }

    private final String folder;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    /// @param folder on the class path, as `/web`
    WebClient(String folder) {
        this.folder = folder;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
            throws IOException {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return false;
        }
        String path = Request.getPathInContext(request);
        boolean page = path.equals("/") || path.equals("/r") || path.startsWith("/r/");
        var asset = find(page ? PAGE : path);
        if (asset.isEmpty()) {
            if (page) {
                response.setStatus(HttpStatus.NOT_FOUND_404);
                TextAnswer.write(response, callback, "This build holds no web client.\n");
            }
            return page;
        }
        boolean hashed = !page && path.startsWith(HASHED);
        send(asset.get(), hashed ? FOREVER : REVALIDATED, request, response, callback);
        return true;
    }

    private static void send(
            Asset asset, String caching, Request request, Response response, Callback callback) {
        var headers = response.getHeaders();
        headers.put(HttpHeader.CACHE_CONTROL, caching);
        headers.put(HttpHeader.ETAG, asset.tag);
        headers.put(HttpHeader.VARY, "Accept-Encoding");
        String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
        if (known != null && known.contains(asset.tag)) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            response.write(true, null, callback);
            return;
        }
        byte[] body = asset.plain;
        if (asset.gzip != null && acceptsGzip(request)) {
            body = asset.gzip;
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        headers.put(HttpHeader.CONTENT_TYPE, asset.type);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        boolean wanted = HttpMethod.GET.is(request.getMethod());
        response.write(true, wanted ? ByteBuffer.wrap(body) : null, callback);
    }

    private static boolean acceptsGzip(Request request) {
        for (HttpField field : request.getHeaders()) {
            if (field.getHeader() == HttpHeader.ACCEPT_ENCODING && field.contains("gzip")) {
                return true;
            }
        }
        return false;
    }

    private Optional<Asset> find(String path) throws IOException {
        if (path.length() > MAX_PATH || !FILE_NAME.matcher(path).matches()) {
            return Optional.empty();
        }
        Asset known = assets.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return Optional.empty();
        }
        try (var in = WebClient.class.getResourceAsStream(folder + path)) {
            if (in == null) {
                return Optional.empty(); // not kept: there is no end of names that are not there
            }
            byte[] plain = in.readAllBytes();
            var asset = new Asset(type, tag(plain), plain, pack(type, plain));
            assets.put(path, asset);
            return Optional.of(asset);
        }
    }

    private static byte @Nullable [] pack(String type, byte[] plain) throws IOException {
        if (PACKED.matcher(type).matches()) {
            return null;
        }
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.size() < plain.length ? packed.toByteArray() : null;
    }

    /// Weak, because the compressed and the plain form share it.
    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + HexFormat.of().formatHex(hash, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
