package io.sluice.server;

import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.observe.Logging;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sluice serve`: runs the server until it is told to stop.
@Command(
        name = "serve",
        description = "Run the server.",
        mixinStandardHelpOptions = true,
        footer = {"", "Every setting, also as SLUICE_… variable: docker/sluice.sample.yaml"})
final class ServeCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as YAML; SLUICE_CONFIG names it too.")
    private @Nullable Path configFile;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "TCP port of HTTP and HTTPS (http.port).")
    private @Nullable Integer port;

    @Option(
            names = "--udp-port",
            paramLabel = "N",
            description = "UDP port of the first media loop (media.udpPort).")
    private @Nullable Integer udpPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address only (http.bind and media.bind).")
    private @Nullable String bind;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description = "Where certificates and the admin token are kept (dataDirectory).")
    private @Nullable String data;

    @Option(
            names = "--open",
            description = "Let everybody in from everywhere without a token (auth.open).")
    private boolean open;

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = config();
        Logging.start(config.log().level());
        var server = SluiceServer.start(config, environment);
        var stopping = new Stopping(server::stop, server::hurry);
        Signals.on("TERM", stopping::request);
        Signals.on("INT", stopping::request);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stopping::complete));
        System.out.println(Greeting.of(server));
        stopping.await();
        return 0;
    }

    ServerConfig config() {
        var loader = new ConfigLoader();
        String named = environment.get("SLUICE_CONFIG");
        if (configFile != null) {
            loader.file(configFile);
        } else if (named != null) {
            loader.file(Path.of(named));
        }
        loader.environment(environment);
        if (port != null) {
            loader.set("http.port", port);
        }
        if (udpPort != null) {
            loader.set("media.udpPort", udpPort);
        }
        if (bind != null) {
            loader.set("http.bind", bind).set("media.bind", List.of(bind));
        }
        if (data != null) {
            loader.set("dataDirectory", data);
        }
        if (open) {
            loader.set("auth.open", true);
        }
        return loader.load();
    }
}
