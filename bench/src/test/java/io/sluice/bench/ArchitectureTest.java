package io.sluice.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;

@AnalyzeClasses(packages = "io.sluice.bench", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    /// Whoever adds a peer needs to know no more than this package.
    @ArchTest
    static final ArchRule whatServersHaveInCommonKnowsNoServer =
            noClasses()
                    .that()
                    .resideInAnyPackage("..bench.server..", "..bench.load..", "..bench.sdp..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..bench.sluice..", "..bench.peer..", "..bench.forward..");

    @ArchTest
    static final ArchRule serversKnowNothingOfTheirLoad =
            noClasses()
                    .that()
                    .resideInAnyPackage("..bench.sluice..", "..bench.peer..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("..bench.load..", "..bench.forward..");

    @ArchTest
    static final ArchRule peersKnowNothingOfThisServer =
            noClasses()
                    .that()
                    .resideInAPackage("..bench.peer..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("..bench.sluice..");

    @ArchTest
    static final ArchRule onlyTheGeneratorCallsTheKernel =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..bench.load..")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(Linker.class);
}
