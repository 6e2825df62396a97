package io.sluice.sfu.congestion;

import java.util.Arrays;

/// How much was lost in the last stretches of a quarter of a second, and how likely that is on a
/// link of a given bandwidth and inherent loss. Newer stretches count for more.
///
/// Follows the observations of libwebrtc's `loss_based_bwe_v2`. Rates in bits per second.
final class LossObservations {
    /// How many stretches are remembered.
    private static final int WINDOW = 15;

    private static final double WEIGHT = 0.9;
    private static final double MEDIAN_FACTOR = 2;
    private static final int MIN_FOR_OUTLIERS = 3;
    private static final double NEWTON_STEP = 0.75;
    private static final double MIN_PROBABILITY = 1e-6;
    private static final double BYTES_PER_KB = 1000;

    private final double[] kilobytes = new double[WINDOW];
    private final double[] lostKilobytes = new double[WINDOW];
    private final double[] rates = new double[WINDOW];
    private final double[] sorted = new double[WINDOW];
    private final double[] weights = new double[WINDOW];
    private long count;
    private double averageLoss;

    LossObservations() {
        weights[0] = 1;
        for (int i = 1; i < WINDOW; i++) {
            weights[i] = weights[i - 1] * WEIGHT;
        }
    }

    long count() {
        return count;
    }

    /// The lost share of the bytes, without the best and the worst stretch. 0..1.
    double averageLoss() {
        return averageLoss;
    }

    void add(double bytes, double lostBytes, double rateBps) {
        int at = (int) (count % WINDOW);
        kilobytes[at] = bytes / BYTES_PER_KB;
        lostKilobytes[at] = lostBytes / BYTES_PER_KB;
        rates[at] = rateBps;
        count++;
        averageLoss = average();
    }

    /// One step towards the inherent loss that explains best what was lost at this bandwidth.
    double refine(double bandwidthBps, double inherentLoss) {
        double first = 0;
        double second = 0;
        for (int i = 0; i < size(); i++) {
            double p = lossProbability(inherentLoss, bandwidthBps, rates[i]);
            double lost = lostKilobytes[i];
            double kept = kilobytes[i] - lost;
            double weight = weight(i);
            first += weight * (lost / p - kept / (1 - p));
            second -= weight * (lost / (p * p) + kept / ((1 - p) * (1 - p)));
        }
        return second < 0 ? inherentLoss - NEWTON_STEP * first / second : inherentLoss;
    }

    /// The logarithm of the likelihood, and so much for every kilobyte as a preference.
    double likelihood(double bandwidthBps, double inherentLoss, double bias) {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double p = lossProbability(inherentLoss, bandwidthBps, rates[i]);
            double lost = lostKilobytes[i];
            double kept = kilobytes[i] - lost;
            sum += weight(i) * (lost * Math.log(p) + kept * Math.log(1 - p) + bias * kilobytes[i]);
        }
        return sum;
    }

    private int size() {
        return (int) Math.min(count, WINDOW);
    }

    private double weight(int slot) {
        int newest = (int) ((count - 1) % WINDOW);
        return weights[Math.floorMod(newest - slot, WINDOW)];
    }

    private static double lossProbability(double inherentLoss, double bandwidth, double rate) {
        double p = inherentLoss;
        if (rate > bandwidth) {
            p += (1 - inherentLoss) * (rate - bandwidth) / rate;
        }
        return Math.clamp(p, MIN_PROBABILITY, 1 - MIN_PROBABILITY);
    }

    private double average() {
        double total = 0;
        double lost = 0;
        int worst = -1;
        int best = -1;
        for (int i = 0; i < size(); i++) {
            total += weight(i) * kilobytes[i];
            lost += weight(i) * lostKilobytes[i];
            worst = lossOf(i) > (worst < 0 ? 0 : lossOf(worst)) ? i : worst;
            best = lossOf(i) < (best < 0 ? 1 : lossOf(best)) ? i : best;
        }
        double plain = total > 0 ? lost / total : 0;
        if (count <= MIN_FOR_OUTLIERS
                || (worst >= 0 && medianRate() * MEDIAN_FACTOR <= rates[worst])) {
            // Much was sent at once, and then the loss is no accident.
            return plain;
        }
        double without = total - outlier(worst, kilobytes) - outlier(best, kilobytes);
        double lostWithout = lost - outlier(worst, lostKilobytes) - outlier(best, lostKilobytes);
        return without > 0 ? Math.clamp(lostWithout / without, 0, 1) : plain;
    }

    private double outlier(int slot, double[] of) {
        return slot < 0 ? 0 : weight(slot) * of[slot];
    }

    private double lossOf(int slot) {
        return kilobytes[slot] > 0 ? lostKilobytes[slot] / kilobytes[slot] : 0;
    }

    private double medianRate() {
        int size = size();
        System.arraycopy(rates, 0, sorted, 0, size);
        Arrays.sort(sorted, 0, size);
        return size % 2 == 0 ? (sorted[size / 2 - 1] + sorted[size / 2]) / 2 : sorted[size / 2];
    }
}
