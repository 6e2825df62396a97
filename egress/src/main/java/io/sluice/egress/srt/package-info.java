/// Destinations that are called by SRT: the protocol of libav, in the worker only.
@NullMarked
package io.sluice.egress.srt;

import org.jspecify.annotations.NullMarked;
