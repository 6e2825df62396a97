package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// Whatever a file holds, its length is read without an exception and is not negative.
final class RecordedLengthFuzzTest {
    @FuzzTest(maxDuration = "", maxExecutions = 1_000_000)
    void anyFileHasALength(byte[] data) throws IOException {
        assertTrue(RecordedLength.of(new Memory(data)).millis() >= 0);
    }

    private static final class Memory implements SeekableByteChannel {
        private final ByteBuffer bytes;

        private Memory(byte[] data) {
            bytes = ByteBuffer.wrap(data);
        }

        @Override
        public int read(ByteBuffer into) {
            int count = Math.min(into.remaining(), bytes.remaining());
            into.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count == 0 ? -1 : count;
        }

        @Override
        public SeekableByteChannel position(long at) {
            bytes.position((int) Math.min(at, bytes.limit()));
            return this;
        }

        @Override
        public long position() {
            return bytes.position();
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
