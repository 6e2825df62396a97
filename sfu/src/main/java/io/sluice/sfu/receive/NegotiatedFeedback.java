package io.sluice.sfu.receive;

import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;

/// What the sender of a section can be asked for (RFC 4585 §4.2).
///
/// @param nack a packet again
/// @param pli a keyframe by PLI; by FIR otherwise
record NegotiatedFeedback(boolean nack, boolean pli) {
    static NegotiatedFeedback of(SendSection section) {
        boolean nack = false;
        boolean pli = true;
        boolean fir = false;
        for (CodecParameters parameters : section.codecs()) {
            nack |= parameters.feedback().contains(RtcpFeedback.NACK);
            pli &= parameters.feedback().contains(RtcpFeedback.PLI);
            fir |= parameters.feedback().contains(RtcpFeedback.FIR);
        }
        // With neither, PLI is what everybody understands.
        return new NegotiatedFeedback(nack, pli || !fir);
    }
}
