package io.sluice.bench.server;

import java.util.List;

/// Who joins which room.
///
/// @param sendsAudio publishes Opus
/// @param sendsVideo publishes VP8
/// @param receivesAudio how many other publishers of sound it is to receive: all of them
/// @param receivesVideo how many other publishers of pictures it is to receive: all of them
/// @param simulcast whether its camera comes in [Picture#SIMULCAST]
/// @param seat where it sits, which decides how large it sees whom
public record JoinRequest(
        String room,
        String participant,
        boolean sendsAudio,
        boolean sendsVideo,
        int receivesAudio,
        int receivesVideo,
        boolean simulcast,
        int seat) {
    /// Somebody whose camera has one encoding.
    public JoinRequest(
            String room,
            String participant,
            boolean sendsAudio,
            boolean sendsVideo,
            int receivesAudio,
            int receivesVideo) {
        this(room, participant, sendsAudio, sendsVideo, receivesAudio, receivesVideo, false, 0);
    }

    /// The same in simulcast.
    public JoinRequest inSimulcast(int ownSeat) {
        return new JoinRequest(
                room,
                participant,
                sendsAudio,
                sendsVideo,
                receivesAudio,
                receivesVideo,
                true,
                ownSeat);
    }

    /// What the camera sends.
    public List<Picture> pictures() {
        if (!sendsVideo) {
            return List.of();
        }
        return simulcast ? Picture.SIMULCAST : List.of(Picture.ONLY);
    }

    /// Which of a publisher's pictures it is to receive. Of the others in a row of seats each three
    /// see all of them, and each sees all sizes, as in a layout with one large tile.
    public Picture sees(JoinRequest publisher) {
        List<Picture> pictures = publisher.pictures();
        if (pictures.isEmpty()) {
            return Picture.ONLY;
        }
        int distance = seat - publisher.seat;
        int rank = distance > 0 ? distance - 1 : distance; // the publisher does not count
        return pictures.get(Math.floorMod(rank, pictures.size()));
    }
}
