package io.sluice.server;

import picocli.CommandLine.IVersionProvider;

/// Which build this is, as the jar's manifest says.
final class Version implements IVersionProvider {
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Sluice " + text(), "Java ${java.version} (${java.vendor})"};
    }
}
