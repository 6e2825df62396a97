package io.sluice.server.config;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Every setting of the server. `docker/sluice.sample.yaml` lists and explains them all.
///
/// @param dataDirectory where certificates, the admin token and destinations are kept; empty: the
///   user's data directory
public record ServerConfig(
        String dataDirectory,
        Http http,
        Tls tls,
        Media media,
        List<Turn> turn,
        Auth auth,
        Limits limits,
        Session session,
        Server server,
        Egress egress,
        Log log) {
    private static final int MAX_PORT = 65_535;

    public ServerConfig {
        turn = List.copyOf(turn);
    }

    public static ServerConfig defaults() {
        return new ServerConfig(
                "",
                new Http("", 8080, List.of(), List.of("127.0.0.1", "::1")),
                new Tls("", ""),
                new Media(
                        List.of(),
                        10_000,
                        Media.SAME_PORT,
                        0,
                        List.of(),
                        256,
                        60,
                        true,
                        List.of(),
                        0,
                        new Ice("lite", List.of())),
                List.of(),
                new Auth(Map.of(), false, ""),
                new Limits(1_000, 5_000, 500, 10_000, 20, 100),
                new Session(120),
                new Server(10),
                new Egress(
                        true,
                        8,
                        80,
                        "h264",
                        "openh264",
                        2,
                        128_000,
                        List.of(),
                        List.of(),
                        "",
                        "",
                        "",
                        "",
                        200,
                        0),
                new Log("info"));
    }

    /// The port of pages and signaling: HTTP and HTTPS share it.
    ///
    /// @param bind the address to listen on; empty: all of them
    /// @param port 0: any free port
    /// @param allowedOrigins pages of other hosts that may connect, as `https://example.org`
    /// @param trustedProxies addresses whose `X-Forwarded-*` headers are believed
    public record Http(
            String bind, int port, List<String> allowedOrigins, List<String> trustedProxies) {
        public Http {
            requirePort("http.port", port);
            requireAddresses("http.trustedProxies", trustedProxies);
            allowedOrigins = List.copyOf(allowedOrigins);
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /// The operator's own certificate, PEM files; without them one is made and kept.
    public record Tls(String certificate, String key) {
        public Tls {
            if (certificate.isEmpty() != key.isEmpty()) {
                throw new ConfigException("tls.certificate and tls.key go together");
            }
        }

        public boolean own() {
            return !certificate.isEmpty();
        }
    }

    /// Sound and pictures: UDP, and TCP where UDP does not get through.
    ///
    /// @param bind addresses to receive media on; empty: each address of the host but link-local
    ///   and temporary ones, or loopback
    /// @param udpPort the first media loop's port, the next loop has the next one; 0: any free port
    /// @param tcpPort of all loops; 0: no media over TCP; -1: the number of `udpPort`
    /// @param loops media threads; 0: one for each processor
    /// @param announcedAddresses what browsers are told instead of the bound addresses
    /// @param packetMemoryMegabytes of each loop
    /// @param spreadPercent a loop busier than this gives newcomers of its rooms to another loop;
    ///   100 keeps each room on one
    /// @param adapt holds each receiver to what its network carries
    /// @param addressBudgets what all receivers of a network are sent together, as
    ///   `192.0.2.0/24=10000` in kbit/s; the narrower of two networks counts
    /// @param budgetPerAddress the same for each address in none of those networks, kbit/s; 0: no
    ///   limit
    public record Media(
            List<String> bind,
            int udpPort,
            int tcpPort,
            int loops,
            List<String> announcedAddresses,
            int packetMemoryMegabytes,
            int spreadPercent,
            boolean adapt,
            List<String> addressBudgets,
            int budgetPerAddress,
            Ice ice) {
        /// As `tcpPort`: the number of `udpPort`.
        public static final int SAME_PORT = -1;

        /// More loops than any machine has processors for.
        private static final int MAX_LOOPS = 256;

        /// A megabyte does not hold one second of one picture in high resolution.
        private static final int MIN_MEMORY = 8;

        private static final int MAX_MEMORY = 65_536;

        public Media {
            requirePort("media.udpPort", udpPort);
            requireRange("media.tcpPort", tcpPort, SAME_PORT, MAX_PORT);
            requireRange("media.loops", loops, 0, MAX_LOOPS);
            requireRange(
                    "media.packetMemoryMegabytes", packetMemoryMegabytes, MIN_MEMORY, MAX_MEMORY);
            requireRange("media.spreadPercent", spreadPercent, 0, 100);
            addressBudgets.forEach(AddressBudget::of);
            requireRange("media.budgetPerAddress", budgetPerAddress, 0, AddressBudget.MAX_KILOBITS);
            if (!adapt && (!addressBudgets.isEmpty() || budgetPerAddress > 0)) {
                throw new ConfigException(
                        "media.addressBudgets and media.budgetPerAddress need media.adapt: true");
            }
            addressBudgets = List.copyOf(addressBudgets);
            requireAddresses("media.bind", bind);
            requireAddresses("media.announcedAddresses", announcedAddresses);
            bind = List.copyOf(bind);
            announcedAddresses = List.copyOf(announcedAddresses);
        }

        public int loopsOr(int processors) {
            return loops == 0 ? processors : loops;
        }
    }

    /// How connections come about.
    ///
    /// @param mode `lite` for a server that everybody can reach, `full` for one behind a NAT
    /// @param stunServers that tell a full server its address outside, as `host:port`
    public record Ice(String mode, List<String> stunServers) {
        private static final List<String> MODES = List.of("lite", "full");

        public Ice {
            if (!MODES.contains(mode)) {
                throw new ConfigException("media.ice.mode is one of " + String.join(", ", MODES));
            }
            if (!stunServers.isEmpty() && mode.equals("lite")) {
                throw new ConfigException(
                        "media.ice.stunServers are asked in full mode only; set media.ice.mode to"
                                + " full, or announce the address in media.announcedAddresses");
            }
            stunServers.forEach(HostPort::of);
            stunServers = List.copyOf(stunServers);
        }

        public boolean full() {
            return mode.equals("full");
        }
    }

    /// Who may come in and who may administer.
    ///
    /// @param keys secrets of access tokens by key id
    /// @param open let everybody in from everywhere, even without a token
    /// @param adminToken for the administration interface; empty: made at first start and kept
    public record Auth(Map<String, String> keys, boolean open, String adminToken) {
        /// RFC 7518 §3.2: a key as long as the hash.
        private static final int MIN_SECRET_BYTES = 32;

        /// Long enough not to be guessed.
        private static final int MIN_ADMIN_TOKEN = 16;

        public Auth {
            keys = Map.copyOf(keys);
            keys.forEach((id, secret) -> {
                if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
                    throw new ConfigException("auth.keys." + id + " is shorter than 32 bytes");
                }
            });
            if (!adminToken.isEmpty() && adminToken.length() < MIN_ADMIN_TOKEN) {
                throw new ConfigException("auth.adminToken is shorter than 16 characters");
            }
        }

        /// Secrets never reach a log.
        @Override
        public String toString() {
            return "Auth[keys=" + keys.keySet() + ", open=" + open + "]";
        }
    }

    /// How many of each there may be.
    ///
    /// @param rooms open at the same time
    /// @param participants on the whole server
    /// @param participantsPerRoom in a room at the same time
    /// @param connections WebSockets at a time, joined or not
    /// @param messagesPerSecond of one client, on average
    /// @param messageBurst of one client, at once
    public record Limits(
            int rooms,
            int participants,
            int participantsPerRoom,
            int connections,
            int messagesPerSecond,
            int messageBurst) {
        public Limits {
            requirePositive("limits.rooms", rooms);
            requirePositive("limits.participants", participants);
            requirePositive("limits.participantsPerRoom", participantsPerRoom);
            requirePositive("limits.connections", connections);
            requirePositive("limits.messagesPerSecond", messagesPerSecond);
            requirePositive("limits.messageBurst", messageBurst);
        }
    }

    /// A person's place in a room.
    ///
    /// @param resumeSeconds how long it is kept when the connection broke
    public record Session(int resumeSeconds) {
        private static final int MAX_SECONDS = 3_600;

        public Session {
            requireRange("session.resumeSeconds", resumeSeconds, 1, MAX_SECONDS);
        }
    }

    /// The process.
    ///
    /// @param drainSeconds how long meetings may go on when it is told to stop
    public record Server(int drainSeconds) {
        private static final int MAX_SECONDS = 86_400;

        public Server {
            requireRange("server.drainSeconds", drainSeconds, 0, MAX_SECONDS);
        }
    }

    /// Programs: rooms that are sent to channels, recorded, and watched from outside.
    ///
    /// @param maxPrograms at a time
    /// @param maxCpuPercent of this machine that they and the meetings may use together
    /// @param videoCodec `h264`, or `hevc` where the library has an encoder that works
    /// @param encoder of H.264: `openh264`, or `x264` with a library of the operator's
    /// @param keyframeSeconds from keyframe to keyframe at most
    /// @param audioBitrateBps of the AAC
    /// @param fonts files that are asked before the system's fonts
    /// @param allowedNetworks private networks that destinations may be in, as `192.168.1.0/24`
    /// @param secretKeyFile what stream keys are encrypted with; empty: made outside of the data
    ///   directory and kept
    /// @param recordingDirectory empty: in the data directory
    /// @param libraryDirectory of jars with another build of the media library; empty: ours
    /// @param workerDirectory of the jars that workers need beside the server's; empty: `worker`
    ///   beside that
    /// @param viewers of one program at a time, over HTTP and RTMP
    /// @param rtmpPort where players fetch programs; 0: nowhere
    public record Egress(
            boolean enabled,
            int maxPrograms,
            int maxCpuPercent,
            String videoCodec,
            String encoder,
            int keyframeSeconds,
            int audioBitrateBps,
            List<String> fonts,
            List<String> allowedNetworks,
            String secretKeyFile,
            String recordingDirectory,
            String libraryDirectory,
            String workerDirectory,
            int viewers,
            int rtmpPort) {
        private static final List<String> CODECS = List.of("h264", "hevc");
        private static final List<String> ENCODERS = List.of("openh264", "x264");

        /// A file of a font, and not something else of this machine.
        private static final Pattern FONT = Pattern.compile("(?i).+\\.(ttf|otf|ttc)");

        private static final Pattern NETWORK =
                Pattern.compile("([0-9a-fA-F.:]+)(?:/([0-9]{1,3}))?");

        public Egress {
            requireRange("egress.maxPrograms", maxPrograms, 1, 1_000);
            requireRange("egress.maxCpuPercent", maxCpuPercent, 1, 100);
            requireRange("egress.keyframeSeconds", keyframeSeconds, 1, 2);
            requireRange("egress.audioBitrateBps", audioBitrateBps, 32_000, 320_000);
            requireRange("egress.viewers", viewers, 1, 10_000);
            requirePort("egress.rtmpPort", rtmpPort);
            if (!CODECS.contains(videoCodec)) {
                throw new ConfigException(
                        "egress.videoCodec is one of " + String.join(", ", CODECS));
            }
            if (!ENCODERS.contains(encoder)) {
                throw new ConfigException(
                        "egress.encoder is one of " + String.join(", ", ENCODERS));
            }
            if (encoder.equals("x264") && libraryDirectory.isEmpty()) {
                throw new ConfigException(
                        "egress.encoder x264 needs a library that has it: egress.libraryDirectory");
            }
            for (String font : fonts) {
                if (!FONT.matcher(font).matches()) {
                    throw new ConfigException("egress.fonts holds '" + font + "', not a font file");
                }
            }
            allowedNetworks.forEach(Egress::requireNetwork);
            fonts = List.copyOf(fonts);
            allowedNetworks = List.copyOf(allowedNetworks);
        }

        private static void requireNetwork(String text) {
            var matcher = NETWORK.matcher(text);
            if (matcher.matches()) {
                try {
                    int most = InetAddress.ofLiteral(matcher.group(1)).getAddress().length * 8;
                    String bits = matcher.group(2);
                    if (bits == null || Integer.parseInt(bits) <= most) {
                        return;
                    }
                } catch (IllegalArgumentException _) {
                    // Said below.
                }
            }
            throw new ConfigException(
                    "egress.allowedNetworks holds '" + text + "', which is not a network");
        }
    }

    /// What is written to standard error.
    ///
    /// @param level `error`, `warn`, `info` or `debug`
    public record Log(String level) {
        private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

        public Log {
            if (!LEVELS.contains(level)) {
                throw new ConfigException("log.level is one of " + String.join(", ", LEVELS));
            }
        }
    }

    /// Names are not looked up: what they lead to would depend on the moment.
    private static void requireAddresses(String key, List<String> addresses) {
        for (String text : addresses) {
            try {
                InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException _) {
                throw new ConfigException(key + " holds '" + text + "', which is not an address");
            }
        }
    }

    private static void requirePort(String key, int port) {
        requireRange(key, port, 0, MAX_PORT);
    }

    private static void requirePositive(String key, int value) {
        requireRange(key, value, 1, Integer.MAX_VALUE);
    }

    private static void requireRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigException(
                    "%s is %d, but must be %d to %d".formatted(key, value, least, most));
        }
    }
}
