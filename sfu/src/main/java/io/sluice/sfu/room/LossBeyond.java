package io.sluice.sfu.room;

/// What the sender of sound is told to prepare for by in-band redundancy (RFC 6716 §2.1.7): the
/// worst loss among the receivers for whom that is all there is.
///
/// It makes the sound a little worse for everybody, so one receiver's bad network counts up to a
/// limit, and what is concealed well not at all.
final class LossBeyond {
    private static final double LEAST = 0.03;

    /// Browsers prepare for no more than that.
    private static final double MOST = 0.20;

    private static final int WHOLE = 256;

    private LossBeyond() {}

    /// In 256ths, 0 where nobody needs it.
    static int of(MediaRouter router) {
        double worst = 0;
        for (int i = 0; i < router.count(); i++) {
            worst = Math.max(worst, router.at(i).unprotectedLoss());
        }
        return fraction(worst);
    }

    /// @param loss 0 to 1
    static int fraction(double loss) {
        return loss > LEAST ? (int) (Math.min(loss, MOST) * WHOLE) : 0;
    }
}
