package io.sluice.bench.server;

/// Who joins which room.
///
/// @param sendsAudio publishes Opus
/// @param sendsVideo publishes VP8
/// @param receivesAudio how many other publishers of sound it is to receive: all of them
/// @param receivesVideo how many other publishers of pictures it is to receive: all of them
public record JoinRequest(
        String room,
        String participant,
        boolean sendsAudio,
        boolean sendsVideo,
        int receivesAudio,
        int receivesVideo) {}
