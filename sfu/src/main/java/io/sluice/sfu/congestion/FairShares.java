package io.sluice.sfu.congestion;

/// Shares one amount among many so that the least gets as much as possible, then the next, and
/// nobody more than it wants (max-min fairness).
final class FairShares {
    private FairShares() {}

    /// Fills `shares`; what nobody wants is left over and returned.
    ///
    /// @param wanted of each, at least 0
    /// @param weights how many each stands for, more than 0 where something is wanted
    /// @param count how many entries of the arrays count
    static long fill(long amount, long[] wanted, long[] weights, long[] shares, int count) {
        long left = Math.max(0, amount);
        long openWeight = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = 0;
            openWeight += wanted[i] > 0 ? weights[i] : 0;
        }
        boolean someAreContent = true;
        while (someAreContent && openWeight > 0) {
            // Those who want no more than an equal part get it; that leaves more for the others.
            someAreContent = false;
            double level = (double) left / openWeight;
            for (int i = 0; i < count; i++) {
                if (shares[i] == 0 && wanted[i] > 0 && wanted[i] <= level * weights[i]) {
                    shares[i] = wanted[i];
                    left -= wanted[i];
                    openWeight -= weights[i];
                    someAreContent = true;
                }
            }
        }
        double level = openWeight > 0 ? (double) left / openWeight : 0;
        for (int i = 0; i < count; i++) {
            if (shares[i] == 0 && wanted[i] > 0) {
                shares[i] = (long) (level * weights[i]);
            }
        }
        return openWeight > 0 ? 0 : left;
    }
}
