package io.sluice.bench.sluice;

/// What a run changes of the server's configuration.
///
/// @param loops media threads, all on the server's processors
/// @param adapt whether it estimates what each receiver's network carries
/// @param spreadPercent 0: newcomers to a room are served by its loops in turn; 100: by one loop
record SluiceSettings(int loops, boolean adapt, int spreadPercent) {}
