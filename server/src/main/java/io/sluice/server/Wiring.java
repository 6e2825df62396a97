package io.sluice.server;

import io.sluice.server.config.AddressBudget;
import io.sluice.server.config.HostPort;
import io.sluice.server.config.ServerConfig;
import io.sluice.server.config.Turn;
import io.sluice.sfu.MediaConfig;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.congestion.NetworkBudgets;
import io.sluice.signaling.session.SignalingConfig;
import io.sluice.signaling.session.TurnServer;
import io.sluice.signaling.token.SigningKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Translates the operator's settings into those of each plane.
final class Wiring {
    private static final long BITS_PER_KILOBIT = 1_000;
    private static final long BYTES_PER_MEGABYTE = 1 << 20;

    private Wiring() {}

    static MediaConfig media(ServerConfig config, int processors) {
        var media = config.media();
        return new MediaConfig(
                addresses(media.bind()),
                media.udpPort(),
                tcpPort(media),
                media.loopsOr(processors),
                addresses(media.announcedAddresses()),
                media.packetMemoryMegabytes() * BYTES_PER_MEGABYTE,
                config.limits().rooms(),
                config.limits().participantsPerRoom(),
                media.spreadPercent(),
                media.adapt(),
                uplinks(media),
                ice(media.ice()));
    }

    private static NetworkBudgets uplinks(ServerConfig.Media media) {
        return new NetworkBudgets(
                media.addressBudgets().stream()
                        .map(AddressBudget::of)
                        .map(budget ->
                                NetworkBudgets.Network.of(
                                        budget.address(),
                                        budget.prefix(),
                                        budget.kilobits() * BITS_PER_KILOBIT))
                        .toList(),
                media.budgetPerAddress() * BITS_PER_KILOBIT);
    }

    private static MediaConfig.Ice ice(ServerConfig.Ice ice) {
        return new MediaConfig.Ice(
                ice.full() ? IceMode.FULL : IceMode.LITE,
                ice.stunServers().stream()
                        .map(HostPort::of)
                        .map(server ->
                                InetSocketAddress.createUnresolved(server.host(), server.port()))
                        .toList());
    }

    private static TurnServer turnServer(Turn turn) {
        if (!turn.secret().isEmpty()) {
            return new TurnServer.Timed(
                    turn.urls(), turn.secret(), Duration.ofSeconds(turn.ttlSeconds()));
        }
        if (turn.username().isEmpty()) {
            return new TurnServer.Fixed(turn.urls(), null, null);
        }
        return new TurnServer.Fixed(turn.urls(), turn.username(), turn.credential());
    }

    /// 0 for any free port, [MediaConfig#NO_TCP] for none.
    static int tcpPort(ServerConfig.Media media) {
        return switch (media.tcpPort()) {
            case 0 -> MediaConfig.NO_TCP;
            case ServerConfig.Media.SAME_PORT -> media.udpPort();
            default -> media.tcpPort();
        };
    }

    static SignalingConfig signaling(ServerConfig config, String adminToken) {
        var auth = config.auth();
        var limits = config.limits();
        List<SigningKey> keys =
                auth.keys().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new SigningKey(entry.getKey(), entry.getValue()))
                        .toList();
        return SignalingConfig.defaults(adminToken)
                .withAccess(
                        new SignalingConfig.Access(
                                keys,
                                auth.open(),
                                adminToken,
                                Set.copyOf(config.http().allowedOrigins())))
                .withLimits(
                        new SignalingConfig.Limits(
                                limits.rooms(),
                                limits.participants(),
                                limits.participantsPerRoom(),
                                limits.connections(),
                                limits.messagesPerSecond(),
                                limits.messageBurst()))
                .withTiming(
                        SignalingConfig.Timing.DEFAULT.withResumeGrace(
                                Duration.ofSeconds(config.session().resumeSeconds())))
                .withTurnServers(config.turn().stream().map(Wiring::turnServer).toList());
    }

    private static List<InetAddress> addresses(List<String> texts) {
        return texts.stream().map(InetAddress::ofLiteral).toList();
    }
}
