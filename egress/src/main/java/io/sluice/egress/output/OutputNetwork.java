package io.sluice.egress.output;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes connections to servers outside: only to allowed addresses, by TLS only to whoever proves
/// the name that was typed.
public final class OutputNetwork {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int TLS_MILLIS = 10_000;

    /// Small enough that what the kernel holds is a fraction of a second of a program.
    private static final int SEND_BUFFER_BYTES = 1 << 17;

    private final AddressRules rules;
    private final SSLSocketFactory tls;

    /// The factory brings the certificates to trust, usually those of the JDK.
    public OutputNetwork(AddressRules rules, SSLSocketFactory tls) {
        this.rules = rules;
        this.tls = tls;
    }

    /// With the JDK's trust store.
    public static OutputNetwork trustingTheJdk(AddressRules rules) {
        return new OutputNetwork(rules, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /// The host has no address that may be connected to.
    public static final class ForbiddenAddressException extends IOException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException() {
            super("the address is not a public one");
        }
    }

    /// A connection: what is read and written, and the TCP socket below, the same without TLS. To
    /// close a TLS socket waits for whoever writes into it, to close the one below never does.
    public record Connected(Socket socket, Socket tcp) implements Closeable {
        @Override
        public void close() throws IOException {
            tcp.close();
            socket.close();
        }
    }

    /// Connects, by TLS when asked; the connection is the caller's to close.
    public Connected connect(String host, int port, boolean withTls) throws IOException {
        InetAddress address = rules.resolve(host).orElseThrow(ForbiddenAddressException::new);
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return new Connected(withTls ? secure(socket, host, port) : socket, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secure(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // checks the name, or the address
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(TLS_MILLIS);
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }
}
