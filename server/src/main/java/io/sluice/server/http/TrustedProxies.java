package io.sluice.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/// Believes what a reverse proxy says about its client (`X-Forwarded-For`, `-Proto`, `-Host`), but
/// only a proxy the operator named.
final class TrustedProxies implements HttpConfiguration.Customizer {
    private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();
    private final Set<InetAddress> proxies;

    TrustedProxies(Collection<String> addresses) {
        proxies =
                addresses.stream()
                        .flatMap(text -> RemoteAddress.parse(text).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        return request.getConnectionMetaData().getRemoteSocketAddress()
                                instanceof InetSocketAddress remote
                        && remote.getAddress() != null
                        && proxies.contains(remote.getAddress())
                ? forwarded.customize(request, responseHeaders)
                : request;
    }
}
