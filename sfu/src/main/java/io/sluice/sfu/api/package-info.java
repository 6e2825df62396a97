/// What the control plane may ask of the media plane, and what it is told: no SDP, no bytes, no
/// threads.
@NullMarked
package io.sluice.sfu.api;

import org.jspecify.annotations.NullMarked;
