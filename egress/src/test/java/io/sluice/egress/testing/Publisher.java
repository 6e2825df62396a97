package io.sluice.egress.testing;

import io.sluice.egress.input.LinkFormat;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.SenderReport;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A participant of one colour and one tone who flashes and beeps at the start of each second of
/// its life; what it sends is computed beforehand.
public final class Publisher {
    /// Since 1900; any time of this century does.
    private static final long NTP_BASE_SECONDS = 3_900_000_000L;

    private static final long NANOS = 1_000_000_000L;
    private static final double FLASH_SECONDS = 0.1;

    /// Of the flash; no colour of a test is as bright.
    public static final int FLASH_LUMA = 235;

    private final int slot;
    private final Codec codec;
    private final int width;
    private final int height;
    private final int rate;
    private final int luma;
    private final int blue;
    private final int red;
    private final double tone;
    private double jitterMillis = 8;
    private boolean flashes = true;
    private boolean textured;
    private boolean seen = true;
    private int bitrateBps = 500_000;
    private double keyframeSeconds = 1e9;

    public Publisher(
            int slot,
            Codec codec,
            int width,
            int height,
            int luma,
            int blue,
            int red,
            double tone) {
        this.slot = slot;
        this.codec = codec;
        this.width = width;
        this.height = height;
        this.luma = luma;
        this.blue = blue;
        this.red = red;
        this.tone = tone;
        rate = 30;
    }

    /// Neither flash nor beep: colour and tone all the time.
    public Publisher steady() {
        flashes = false;
        return this;
    }

    /// Pictures that cost what real ones do.
    public Publisher textured(int bps) {
        textured = true;
        bitrateBps = bps;
        return this;
    }

    /// No picture.
    public Publisher onlyHeard() {
        seen = false;
        return this;
    }

    public Publisher keyframeEach(double seconds) {
        keyframeSeconds = seconds;
        return this;
    }

    public int luma() {
        return luma;
    }

    public int blue() {
        return blue;
    }

    public int red() {
        return red;
    }

    public double tone() {
        return tone;
    }

    /// Everything that arrives of it between these times, in order of arrival.
    public List<Arrival> publish(long fromNanos, double seconds, long seed) {
        Random random = new Random(seed);
        List<Arrival> all = new ArrayList<>();
        if (seen) {
            video(all, fromNanos, seconds, random);
        }
        audio(all, fromNanos, seconds, random);
        all.sort(java.util.Comparator.comparingLong(Arrival::nanos));
        return all;
    }

    private long delay(Random random) {
        return (long) ((20 + random.nextDouble() * jitterMillis) * 1e6);
    }

    private void video(List<Arrival> all, long from, double seconds, Random random) {
        int stream = LinkFormat.videoStream(slot);
        long base = random.nextInt() & 0xffff_ffffL;
        int sequence = random.nextInt(0x10000);
        Packetizer packetizer = new Packetizer();
        long lastArrival = 0;
        try (var encoder = new TestVideoEncoder(codec, width, height, rate, bitrateBps)) {
            if (textured) {
                encoder.textured();
            }
            for (int i = 0; i < seconds * rate; i++) {
                double at = (double) i / rate;
                boolean key = i == 0 || at % keyframeSeconds < 1.0 / rate;
                boolean flash = flashes && at % 1 < FLASH_SECONDS;
                long captured = from + (long) (at * NANOS);
                long timestamp = base + Math.round(at * 90_000);
                long arrival = Math.max(lastArrival, captured + delay(random));
                for (byte[] frame : encoder.encode(flash ? FLASH_LUMA : luma, blue, red, i, key)) {
                    List<byte[]> payloads = packetizer.payloads(codec, frame, key);
                    for (int p = 0; p < payloads.size(); p++) {
                        boolean marker = p + 1 == payloads.size();
                        byte[] packet = rtp(96, marker, sequence++, timestamp, payloads.get(p));
                        arrival += 100_000;
                        all.add(new Arrival(arrival, stream, codec, false, key, packet));
                    }
                }
                lastArrival = arrival;
                if (i % rate == 3) {
                    all.add(report(stream, codec, captured, timestamp, arrival));
                }
            }
        }
    }

    private void audio(List<Arrival> all, long from, double seconds, Random random) {
        int stream = LinkFormat.audioStream(slot);
        long base = random.nextInt() & 0xffff_ffffL;
        int sequence = random.nextInt(0x10000);
        float[] samples = new float[TestOpusEncoder.SAMPLES];
        long lastArrival = 0;
        try (var encoder = new TestOpusEncoder()) {
            for (int i = 0; i < seconds * 50; i++) {
                long first = (long) i * samples.length;
                for (int j = 0; j < samples.length; j++) {
                    double at = (first + j) / 48_000.0;
                    boolean on = !flashes || at % 1 < FLASH_SECONDS;
                    samples[j] = on ? (float) (0.2 * Math.sin(2 * Math.PI * tone * at)) : 0;
                }
                byte[] payload = encoder.encode(samples, first);
                if (payload == null) {
                    continue;
                }
                // What the encoder looks ahead is dated back, as in a browser.
                long captured = from + (first - TestOpusEncoder.LOOKAHEAD) * NANOS / 48_000;
                long timestamp = base + first;
                long arrival = Math.max(lastArrival, from + first * NANOS / 48_000 + delay(random));
                lastArrival = arrival;
                byte[] packet = rtp(111, false, sequence++, timestamp, payload);
                all.add(new Arrival(arrival, stream, Codec.OPUS, false, false, packet));
                if (i % 50 == 5) {
                    all.add(report(stream, Codec.OPUS, captured, timestamp, arrival));
                }
            }
        }
    }

    private static byte[] rtp(
            int payloadType, boolean marker, int sequence, long timestamp, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
        packet.put((byte) 0x80).put((byte) ((marker ? 0x80 : 0) | payloadType));
        packet.putShort((short) sequence).putInt((int) timestamp).putInt(4711).put(payload);
        return packet.array();
    }

    private static Arrival report(
            int stream, Codec codec, long captured, long timestamp, long arrival) {
        byte[] packet = new byte[SenderReport.BYTES];
        long seconds = NTP_BASE_SECONDS + Math.floorDiv(captured, NANOS);
        long fraction = (Math.floorMod(captured, NANOS) << 32) / NANOS;
        SenderReport.write(
                MemorySegment.ofArray(packet),
                0,
                4711,
                seconds << 32 | fraction,
                timestamp & 0xffff_ffffL,
                1,
                1,
                0);
        return new Arrival(arrival, stream, codec, true, false, packet);
    }
}
