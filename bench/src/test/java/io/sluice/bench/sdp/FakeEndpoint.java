package io.sluice.bench.sdp;

import io.sluice.bench.server.LocalEndpoint;

/// An endpoint that nobody connects to.
record FakeEndpoint() implements LocalEndpoint {
    @Override
    public String ufrag() {
        return "abcdefgh";
    }

    @Override
    public String password() {
        return "abcdefghijklmnopqrstuvwx";
    }

    @Override
    public String fingerprint() {
        return "AB:".repeat(31) + "CD";
    }

    @Override
    public long audioSsrc() {
        return 4_096;
    }

    @Override
    public long videoSsrc() {
        return 4_097;
    }
}
