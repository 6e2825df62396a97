/// Meetings and who is in them. Independent of how messages travel: time, threads, randomness and
/// the connection come in from outside.
@NullMarked
package io.sluice.signaling.session;

import org.jspecify.annotations.NullMarked;
