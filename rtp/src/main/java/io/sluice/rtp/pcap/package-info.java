/// Packet captures that common tools open.
@NullMarked
package io.sluice.rtp.pcap;

import org.jspecify.annotations.NullMarked;
