package io.sluice.sfu.send;

/// Lets every packet go at once.
enum ImmediatePacer implements Pacer {
    INSTANCE;

    @Override
    public void enqueue(
            Stream stream, Priority priority, long index, int bytes, int timestamp, long nowNanos) {
        switch (priority) {
            case AUDIO, VIDEO -> stream.transmit(index, nowNanos);
            case AUDIO_RETRANSMISSION, RETRANSMISSION -> stream.repeat(index, nowNanos);
        }
    }

    @Override
    public int forget(Stream stream) {
        return 0;
    }

    @Override
    public boolean isLimited() {
        return false;
    }
}
