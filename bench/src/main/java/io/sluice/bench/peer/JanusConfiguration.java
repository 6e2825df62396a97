package io.sluice.bench.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/// The files that Janus 1.1 is started with: the room plugin and the WebSocket alone, ICE lite on
/// one address, nothing logged or reported per packet.
final class JanusConfiguration {
    /// Below the ports that the system gives to the generator's sockets.
    private static final String MEDIA_PORTS = "20000-29999";

    private JanusConfiguration() {}

    /// Text by file name.
    ///
    /// @param port of its WebSocket on 127.0.0.1
    /// @param media the address media is received on; Janus takes none of a loopback interface
    static Map<String, String> files(JanusSetting setting, int port, String media) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("janus.jcfg", core(setting, media));
        files.put("janus.plugin.videoroom.jcfg", "general: {\n  events = false\n}\n");
        files.put(
                "janus.transport.websockets.jcfg",
                """
                general: {
                  events = false
                  json = "compact"
                  ws = true
                  ws_ip = "127.0.0.1"
                  ws_port = %d
                  wss = false
                }
                """
                        .formatted(port));
        return files;
    }

    private static String core(JanusSetting setting, String media) {
        String loops = setting.eventLoops() == 0 ? "" : "  event_loops = " + setting.eventLoops();
        return """
        general: {
          debug_level = 2
          debug_colors = false
          session_timeout = 0
        %s
        }
        media: {
          ipv6 = false
          rtp_port_range = "%s"
          no_media_timer = 0
          slowlink_threshold = 0
        }
        nat: {
          nice_debug = false
          full_trickle = false
          ice_lite = true
          ice_tcp = false
          ignore_mdns = true
          keep_private_host = true
          ice_enforce_list = "%s"
        }
        plugins: {
          disable = "%s"
        }
        transports: {
          disable = "%s"
        }
        loggers: {
          disable = "libjanus_jsonlog.so"
        }
        events: {
          broadcast = false
        }
        """
                .formatted(
                        loops,
                        MEDIA_PORTS,
                        media,
                        libraries(
                                "audiobridge duktape echotest lua nosip recordplay sip streaming"
                                        + " textroom videocall voicemail"),
                        libraries("http mqtt nanomsg pfunix rabbitmq"));
    }

    private static String libraries(String names) {
        return "libjanus_" + names.replace(" ", ".so,libjanus_") + ".so";
    }
}
