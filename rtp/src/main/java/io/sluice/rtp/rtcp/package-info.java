/// RTCP (RFC 3550 §6, RFC 4585, RFC 5104): one message, one file; a cursor reads compounds.
@NullMarked
package io.sluice.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
