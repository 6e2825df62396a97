package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RtmpCommandTest {
    private static @Nullable RtmpCommand read(AmfValue... values) {
        ByteWriter out = new ByteWriter();
        for (AmfValue value : values) {
            Amf0Writer.write(value, out);
        }
        return RtmpCommand.read(message(out.toByteArray()));
    }

    private static RtmpMessage message(byte[] bytes) {
        RtmpMessage message = new RtmpMessage();
        message.type = RtmpMessage.COMMAND;
        message.payload = bytes;
        message.length = bytes.length;
        return message;
    }

    @Test
    void readsNameTransactionAndArguments() {
        RtmpCommand command =
                read(
                        RtmpCommand.text("publish"),
                        new AmfValue.Amount(5),
                        AmfValue.NOTHING,
                        RtmpCommand.text("key"));
        assertNotNull(command);
        assertEquals("publish", command.name());
        assertEquals(5, command.transaction());
        assertEquals("key", command.text(1));
    }

    /// So FFmpeg as a server says `onFCPublish`.
    @Test
    void aNameAloneIsACommandToo() {
        RtmpCommand command = read(RtmpCommand.text("onFCPublish"));
        assertNotNull(command);
        assertEquals("onFCPublish", command.name());
        assertEquals(0, command.transaction());
        assertEquals("", command.text(0));
    }

    @Test
    void whatHasNoNameOrAnotherThingForATransactionIsNone() {
        assertNull(read());
        assertNull(read(new AmfValue.Amount(1)));
        assertNull(read(RtmpCommand.text("publish"), RtmpCommand.text("five")));
        assertNull(RtmpCommand.read(message(new byte[] {2, 0, 9, 'n'})), "cut off");
        assertNull(RtmpCommand.read(message(new byte[] {2, 0, 1, 'n', 0, 64})), "cut off");
    }
}
