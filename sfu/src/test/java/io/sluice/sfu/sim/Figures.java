package io.sluice.sfu.sim;

/// What simulations measure, for whoever wants to see it.
final class Figures {
    private Figures() {}

    /// Prints a line with `-Dsluice.sim.print=true`.
    static void tell(String figures) {
        if (Boolean.getBoolean("sluice.sim.print")) {
            System.out.println(figures);
        }
    }
}
