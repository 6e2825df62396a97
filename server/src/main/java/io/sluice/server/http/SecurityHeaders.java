package io.sluice.server.http;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Puts the headers on every answer that keep a page from loading, framing or leaking what it
/// should not.
final class SecurityHeaders extends Handler.Wrapper {
    /// Scripts and styles come from here only, never from the page's text. `data:` and `blob:`
    /// pictures are icons and previews the page makes itself.
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
                    + " img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:;"
                    + " manifest-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; connect-src 'self'";

    private static final String PERMISSIONS =
            "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self),"
                    + " fullscreen=(self), autoplay=(self), picture-in-picture=(self),"
                    + " screen-wake-lock=(self), clipboard-write=(self), geolocation=(), payment=(),"
                    + " usb=(), serial=(), hid=(), midi=()";

    /// A year, as browsers ask for before they believe it.
    private static final String TRANSPORT_SECURITY = "max-age=31536000";

    /// What may stand in a `Host` header that is repeated in the policy. Its grammar has no IPv6
    /// addresses (CSP 3 §2.3.1); browsers complain of one on each page.
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._-]{1,255}(:[0-9]{1,5})?");

    private final boolean ownCertificate;

    /// @param ownCertificate whether browsers trust the certificate: only then may they be told to
    ///   insist on HTTPS
    SecurityHeaders(Handler handler, boolean ownCertificate) {
        super(handler);
        this.ownCertificate = ownCertificate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", CONTENT_POLICY + webSockets(request));
        headers.put("Permissions-Policy", PERMISSIONS);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        if (ownCertificate && request.isSecure()) {
            headers.put(HttpHeader.STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
        }
        return super.handle(request, response, callback);
    }

    /// Older Safari does not count WebSockets of the same host as `'self'`.
    private static String webSockets(Request request) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (host == null || !AUTHORITY.matcher(host).matches()) {
            return "";
        }
        return (request.isSecure() ? " wss://" : " ws://") + host;
    }
}
