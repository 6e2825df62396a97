/// SDP (RFC 8866) at the edge: an offer becomes a [io.sluice.sfu.api.MediaOffer], a
/// [io.sluice.sfu.api.MediaAnswer] becomes the text of an answer. The media plane never sees SDP.
@NullMarked
package io.sluice.signaling.sdp;

import org.jspecify.annotations.NullMarked;
