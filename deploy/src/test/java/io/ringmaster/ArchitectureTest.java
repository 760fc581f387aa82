package io.ringmaster;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows between modules and packages: deploy → worker, coordinator → proto; worker → tensor-core.
@AnalyzeClasses(packages = "io.ringmaster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String PROTO = "io.ringmaster.proto..";
    private static final String WORKER = "io.ringmaster.worker..";
    private static final String COORDINATOR = "io.ringmaster.coordinator..";
    private static final String[] DEPLOY = {"io.ringmaster.cli..", "io.ringmaster.launch.."};
    private static final String[] TENSOR_CORE = {
        "io.ringmaster.tensor..", "io.ringmaster.nn..", "io.ringmaster.optim..", "io.ringmaster.metric..",
        "io.ringmaster.models..", "io.ringmaster.job.."};
    private static final String CPU_BACKEND = "io.ringmaster.tensor.backend.cpu..";

    @ArchTest
    static final ArchRule EVERY_CLASS_HAS_ITS_MODULE = classes().should().resideInAnyPackage(
        PROTO, WORKER, COORDINATOR, DEPLOY[0], DEPLOY[1],
        TENSOR_CORE[0], TENSOR_CORE[1], TENSOR_CORE[2], TENSOR_CORE[3], TENSOR_CORE[4], TENSOR_CORE[5]);

    @ArchTest
    static final ArchRule NOBODY_NEEDS_DEPLOY = noClasses().that().resideOutsideOfPackages(DEPLOY)
        .should().dependOnClassesThat().resideInAnyPackage(DEPLOY);

    @ArchTest
    static final ArchRule PROTO_STANDS_ALONE = noClasses().that().resideInAPackage(PROTO)
        .should().dependOnClassesThat().resideInAnyPackage(WORKER, COORDINATOR)
        .orShould().dependOnClassesThat().resideInAnyPackage(TENSOR_CORE);

    @ArchTest
    static final ArchRule TENSOR_CORE_STANDS_ALONE = noClasses().that().resideInAnyPackage(TENSOR_CORE)
        .should().dependOnClassesThat().resideInAnyPackage(PROTO, WORKER, COORDINATOR, "akka..");

    @ArchTest
    static final ArchRule WORKERS_MEET_THE_COORDINATOR_IN_PROTO_ONLY = noClasses().that().resideInAPackage(WORKER)
        .should().dependOnClassesThat().resideInAPackage(COORDINATOR);

    @ArchTest
    static final ArchRule THE_COORDINATOR_KNOWS_NEITHER_WORKERS_NOR_TENSORS = noClasses()
        .that().resideInAPackage(COORDINATOR)
        .should().dependOnClassesThat().resideInAPackage(WORKER)
        .orShould().dependOnClassesThat().resideInAnyPackage(TENSOR_CORE);

    @ArchTest
    static final ArchRule NATIVE_CODE_IS_CALLED_BY_BACKENDS_ONLY = noClasses()
        .that().resideOutsideOfPackage(CPU_BACKEND)
        .should().dependOnClassesThat().haveFullyQualifiedName("java.lang.foreign.Linker")
        .orShould().dependOnClassesThat().haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
        .orShould().dependOnClassesThat().resideInAnyPackage("org.bytedeco..", "jcuda..");

    @ArchTest
    static final ArchRule MODELS_NAME_NO_BACKEND = noClasses()
        .that().resideInAnyPackage(
            "io.ringmaster.nn..", "io.ringmaster.optim..", "io.ringmaster.metric..", "io.ringmaster.models..", "io.ringmaster.job..",
            "io.ringmaster.tensor.op..")
        .should().dependOnClassesThat().resideInAnyPackage(CPU_BACKEND, "io.ringmaster.tensor.backend.reference..");

    @ArchTest
    static final ArchRule SETTINGS_COME_FROM_DEPLOY = noClasses().that().resideOutsideOfPackages(DEPLOY)
        .should().callMethodWhere(target(owner(type(System.class)))
            .and(target(nameMatching("getenv|getProperty|getProperties"))))
        .orShould().callMethodWhere(target(nameMatching("getInteger|getBoolean|getLong"))
            .and(target(owner(type(Integer.class).or(type(Boolean.class)).or(type(Long.class))))));

    @ArchTest
    static final ArchRule NOBODY_ENDS_THE_JVM_BUT_THE_COMMAND = noClasses()
        .that().doNotHaveFullyQualifiedName("io.ringmaster.cli.Ringmaster")
        .should().callMethodWhere(target(owner(type(System.class))).and(target(nameMatching("exit"))));

    @ArchTest
    static final ArchRule NOBODY_ENDS_THE_JVM_AT_ONCE_BUT_A_SECOND_CTRL_C = noClasses()
        .that().doNotHaveFullyQualifiedName("io.ringmaster.launch.ShutdownSignal")
        .should().callMethodWhere(target(owner(type(Runtime.class))).and(target(nameMatching("exit|halt"))));
}
