package io.sluice.signaling.testing;

import io.sluice.signaling.http.BodyFirst;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.websocket.SignalingServer;
import java.net.URI;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The control plane on a port of its own, with a fake media plane.
public final class TestServer implements AutoCloseable {
    public static final String ADMIN_TOKEN = "admin-token-of-the-tests";

    public final FakeSfu sfu = new FakeSfu();
    public final FakePrograms programs = new FakePrograms();
    public final SignalingServer signaling;
    public final URI http;
    private final Server server;

    public TestServer() {
        this(SignalingConfig.defaults(ADMIN_TOKEN));
    }

    public TestServer(SignalingConfig config) {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        signaling = new SignalingServer(sfu, config, programs);
        server.setHandler(
                new BodyFirst(
                        signaling.mount(
                                server,
                                new Handler.Abstract.NonBlocking() {
                                    @Override
                                    public boolean handle(
                                            org.eclipse.jetty.server.Request request,
                                            org.eclipse.jetty.server.Response response,
                                            org.eclipse.jetty.util.Callback callback) {
                                        return false;
                                    }
                                })));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        http = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
    }

    public Client connect(String room) {
        return new Client(URI.create(http.toString().replace("http:", "ws:")), room);
    }

    @Override
    public void close() {
        signaling.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
