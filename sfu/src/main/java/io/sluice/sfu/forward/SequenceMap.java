package io.sluice.sfu.forward;

import java.util.Arrays;

/// Gives the packets of one source new numbers, so that the receiver sees a gap where a packet was
/// lost and none where one was left out on purpose.
///
/// The number of a missing packet is kept for it until it arrives late or falls out of the window.
final class SequenceMap {
    /// There is no number for this: left out, or too late.
    static final long NONE = -1;

    private static final int NOT_KNOWN = -1;

    /// Until there is something: most slots of most people never show anything.
    static final int[] NOTHING = {};

    private final int window;
    private final int mask;
    private int[] numbers = NOTHING; // relative to `first`, by source sequence
    private long first;
    private long start;
    private long highest = NONE;
    private long last;

    /// @param window source sequences behind the highest that still find their number, a power of
    ///   two
    SequenceMap(int window) {
        this.window = window;
        mask = window - 1;
    }

    /// Begins anew: this source sequence gets this number. Memory is taken the first time: most
    /// slots of most people never show anything.
    void start(long sequence, long number) {
        if (numbers.length == 0) {
            numbers = new int[window];
        }
        Arrays.fill(numbers, NOT_KNOWN);
        start = sequence;
        highest = sequence - 1;
        first = number;
        last = number - 1;
    }

    long startSequence() {
        return start;
    }

    long highestSequence() {
        return highest;
    }

    /// The highest number given or kept so far.
    long lastNumber() {
        return last;
    }

    /// The number of a packet that is to be forwarded, or [#NONE]. Asked again it is the same.
    long pass(long sequence) {
        if (sequence > highest) {
            advance(sequence);
            numbers[slot(sequence)] = relative(++last);
            return last;
        }
        return late(sequence);
    }

    /// The number of a packet that is not ahead of all others, or [#NONE].
    long late(long sequence) {
        if (sequence > highest || sequence < start || sequence <= highest - window) {
            return NONE;
        }
        int number = numbers[slot(sequence)];
        return number == NOT_KNOWN ? NONE : first + number;
    }

    /// A packet is left out on purpose. Returns the number that was kept for it and is now a gap to
    /// fill, or [#NONE] when nobody will notice.
    long leaveOut(long sequence) {
        if (sequence > highest) {
            advance(sequence);
            numbers[slot(sequence)] = NOT_KNOWN;
            return NONE;
        }
        return late(sequence);
    }

    /// Keeps a number for each packet between the highest and this one.
    private void advance(long sequence) {
        if (sequence - highest > window) {
            // The source went on elsewhere. One number missing tells the receiver.
            Arrays.fill(numbers, NOT_KNOWN);
            last++;
            first = last;
        } else {
            for (long missing = highest + 1; missing < sequence; missing++) {
                numbers[slot(missing)] = relative(++last);
            }
        }
        highest = sequence;
    }

    private int relative(long number) {
        return (int) (number - first);
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
