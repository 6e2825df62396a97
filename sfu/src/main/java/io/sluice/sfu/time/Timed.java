package io.sluice.sfu.time;

/// Something that wants to be called at a time of its own choosing.
///
/// Time counts in nanoseconds from the start of the loop and comes in as an argument.
public interface Timed {
    /// The deadline of what waits for nothing.
    long NEVER = Long.MAX_VALUE;

    /// When [#onDeadline] wants to be called. After a change of it from outside `onDeadline`,
    /// [Deadlines#update] has to be told.
    long deadlineNanos();

    /// The deadline has passed. Early calls are harmless.
    void onDeadline(long nowNanos);
}
