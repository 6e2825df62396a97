/// A program for browsers by HLS and low-latency HLS (RFC 8216bis), served from memory: segments
/// and parts, playlists as text, requests that wait for what is not there yet.
@NullMarked
package io.sluice.egress.output.hls;

import org.jspecify.annotations.NullMarked;
