package io.sluice.sfu.net;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.observe.Count;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import java.lang.foreign.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a [DatagramQueue] with as few kernel calls as there can be: runs of datagrams of one size
/// to one receiver become one message that the kernel cuts up (UDP_SEGMENT, "GSO"), many messages
/// become one `sendmmsg`.
///
/// What costs is the way through the kernel, per message and not per byte: three datagrams in a
/// message cost a third. A frame of libwebrtc is two runs, because its packets differ by a byte and
/// the larger ones come last.
final class NativeSender {
    /// Messages per call; more save nothing.
    private static final int MESSAGES = 64;

    /// The message behind those, for datagrams of a run that goes out one by one.
    private static final int SINGLE = MESSAGES;

    /// What every kernel takes in one message.
    private static final int MAX_SEGMENTS = 64;

    /// The length field of UDP, less the headers.
    private static final int MAX_MESSAGE_BYTES = 65_000;

    private static final int BUFFERS = 1024;

    /// A call that was interrupted, or told about another datagram's fate, is made again.
    private static final int MAX_ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(NativeSender.class);

    private final Syscalls kernel;
    private final Counters counters;
    private final MessageRing ring;
    private final int[] firsts = new int[MESSAGES]; // of each message, in the queue
    private final int[] counts = new int[MESSAGES];
    private final int[] groups = new int[MESSAGES];
    private int messages;
    private int buffers;

    NativeSender(Syscalls kernel, Arena arena, Counters counters) {
        this.kernel = kernel;
        this.counters = counters;
        ring = new MessageRing(arena, MESSAGES + 1, BUFFERS + 1);
    }

    /// Sends what is to leave from the local address with this index. The queue stays as it is.
    void send(DatagramQueue queue, int local, NativeSocket socket) {
        for (int group = 0; group < queue.groups(); group++) {
            if (queue.path(group).local() == local) {
                addRuns(queue, group, socket);
            }
        }
        flush(queue, socket);
    }

    private void addRuns(DatagramQueue queue, int group, NativeSocket socket) {
        int index = queue.first(group);
        while (index != DatagramQueue.NONE) {
            if (messages == MESSAGES || buffers + MAX_SEGMENTS > BUFFERS) {
                flush(queue, socket);
            }
            index = addRun(queue, group, index, socket);
        }
    }

    /// Makes a message of the longest run that begins here.
    ///
    /// @return the first datagram behind the run
    private int addRun(DatagramQueue queue, int group, int first, NativeSocket socket) {
        int most = socket.segments() && queue.path(group).segments() ? MAX_SEGMENTS : 1;
        int segment = queue.cell(first).length();
        int firstBuffer = buffers;
        int bytes = 0;
        int index = first;
        int length = segment;
        while (true) {
            PacketCell cell = queue.cell(index);
            ring.setBuffer(buffers++, cell.segment().address() + cell.offset(), length);
            bytes += length;
            index = queue.next(index);
            boolean lastOfRun = length < segment || buffers - firstBuffer == most;
            if (lastOfRun || index == DatagramQueue.NONE) {
                break;
            }
            length = queue.cell(index).length();
            if (length > segment || bytes + length > MAX_MESSAGE_BYTES) {
                break;
            }
        }
        int count = buffers - firstBuffer;
        ring.setBuffers(messages, firstBuffer, count);
        ring.setSegmentBytes(messages, count == 1 ? 0 : segment);
        ring.setRemote(messages, socket.family(), queue.path(group));
        firsts[messages] = first;
        counts[messages] = count;
        groups[messages] = group;
        messages++;
        return index;
    }

    private void flush(DatagramQueue queue, NativeSocket socket) {
        int done = 0;
        int attempts = 0;
        while (done < messages) {
            int result = kernel.send(socket.fd(), ring.address(done), messages - done);
            if (result > 0) {
                for (int end = done + result; done < end; done++) {
                    countSent(queue, done);
                }
                attempts = 0;
            } else if (++attempts == MAX_ATTEMPTS || !isPassing(-result)) {
                onRefused(queue, done, -result, socket);
                done++;
                attempts = 0;
            }
        }
        messages = 0;
        buffers = 0;
    }

    /// Whether the error says nothing about the message itself: the call was interrupted, or the
    /// kernel took the opportunity to say that an earlier datagram found nobody.
    private static boolean isPassing(int error) {
        return error == Syscalls.EINTR || error == Syscalls.ECONNREFUSED;
    }

    private void countSent(DatagramQueue queue, int message) {
        long bytes = 0;
        int index = firsts[message];
        for (int i = 0; i < counts[message]; i++) {
            bytes += queue.cell(index).length();
            index = queue.next(index);
        }
        count(counts[message], bytes);
    }

    private void count(int datagrams, long bytes) {
        counters.add(Count.MESSAGES_SENT, 1);
        counters.add(Count.DATAGRAMS_SENT, datagrams);
        counters.add(Count.BYTES_SENT, bytes);
    }

    private void onRefused(DatagramQueue queue, int message, int error, NativeSocket socket) {
        if (counts[message] == 1 || !isAboutSegments(error)) {
            counters.drop(reason(error), counts[message]);
            tellUnsent(queue, message);
            return;
        }
        int went = 0;
        int index = firsts[message];
        for (int i = 0; i < counts[message]; i++) {
            went += sendSingle(queue, index, groups[message], socket) ? 1 : 0;
            index = queue.next(index);
        }
        if (error == Syscalls.EMSGSIZE) {
            // A hop to this receiver takes only smaller packets: its matter alone.
            queue.path(groups[message]).giveUpSegments();
        } else if (went > 0 && socket.giveUpSegments()) {
            // Where nothing goes it is the receiver's address, and the others keep theirs.
            LOG.warn("event=gso_lost error={} datagrams leave one by one from now on", error);
        }
    }

    private void tellUnsent(DatagramQueue queue, int message) {
        int index = firsts[message];
        for (int i = 0; i < counts[message]; i++) {
            queue.cell(index).unsent();
            index = queue.next(index);
        }
    }

    /// What a kernel, a device or a route answers that cannot do what we asked of it.
    private static boolean isAboutSegments(int error) {
        return error == Syscalls.EINVAL || error == Syscalls.EIO || error == Syscalls.EMSGSIZE;
    }

    private boolean sendSingle(DatagramQueue queue, int index, int group, NativeSocket socket) {
        PacketCell cell = queue.cell(index);
        ring.setBuffer(BUFFERS, cell.segment().address() + cell.offset(), cell.length());
        ring.setBuffers(SINGLE, BUFFERS, 1);
        ring.setSegmentBytes(SINGLE, 0);
        ring.setRemote(SINGLE, socket.family(), queue.path(group));
        int result = 0;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && result <= 0; attempt++) {
            result = kernel.send(socket.fd(), ring.address(SINGLE), 1);
            if (!isPassing(-result)) {
                break;
            }
        }
        if (result <= 0) {
            counters.drop(reason(-result));
            cell.unsent();
            return false;
        }
        count(1, cell.length());
        return true;
    }

    private static DropReason reason(int error) {
        return error == Syscalls.EAGAIN || error == Syscalls.ENOBUFS
                ? DropReason.SEND_BUFFER_FULL
                : DropReason.SEND_REFUSED;
    }
}
