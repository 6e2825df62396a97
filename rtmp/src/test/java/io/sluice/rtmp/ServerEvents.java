package io.sluice.rtmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes down what a server's connection tells its owner.
final class ServerEvents implements RtmpServerConnection.Output {
    final List<String> asked = new ArrayList<>();
    final List<byte[]> media = new ArrayList<>();
    final List<Long> times = new ArrayList<>();
    final List<Integer> types = new ArrayList<>();

    @Override
    public void onPublish(String application, String name) {
        asked.add("publish " + application + "/" + name);
    }

    @Override
    public void onPlay(String application, String name) {
        asked.add("play " + application + "/" + name);
    }

    @Override
    public void onMedia(RtmpMessage m) {
        media.add(Arrays.copyOfRange(m.payload(), m.offset(), m.offset() + m.length()));
        times.add(m.timestampMillis());
        types.add(m.type());
    }

    @Override
    public void onEnd() {
        asked.add("end");
    }
}
