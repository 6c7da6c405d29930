package org.meterline.telephony;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.server.TelephonyServer;

/** The rules of the house, each with what to do instead. */
class HouseRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.meterline.telephony");

  private static final Pattern UGLY =
      Pattern.compile(".*(Impl|Utils?|Manager|Helper|Service|ServiceImpl|DTO|Dto)");

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void onlySipKnowsTheSipStack() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("..telephony.sip..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.sip..", "gov.nist..")
            .because("the rest speaks through call.Signalling"));
  }

  @Test
  void onlySrtpKnowsTheLibraryOfDtls() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("..telephony.srtp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bouncycastle..")
            .because("the rest sees keys, handshakes and fingerprints"));
  }

  @Test
  void onlyCodecKnowsTheLibraryOfOpus() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("..telephony.codec..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.jaredmdobson..")
            .because("the rest sees frames and packets"));
  }

  @Test
  void onlyTheServerBeanKnowsTheContainer() {
    holds(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName(TelephonyServer.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.jboss..")
            .because("the engine starts from a plain main"));
  }

  @Test
  void nothingOfTheOtherModules() {
    holds(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.meterline.billing..", "org.meterline.ejb..", "org.meterline.web..")
            .because("telephony declares ports, and others implement them"));
  }

  @Test
  void callsKnowNoneWhoServeThem() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("..telephony.call..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "..telephony.sip..",
                "..telephony.program..",
                "..telephony.launcher..",
                "..telephony.server..")
            .because("a call sees ports only"));
  }

  @Test
  void partsKnowEachOtherThroughCallsOnly() {
    holds(apart("sip", "program", "launcher", "server"));
    holds(apart("program", "sip", "registrar", "server", "trunk"));
    holds(apart("media", "sip", "program", "launcher", "registrar", "server", "trunk", "call"));
    holds(apart("speech", "media", "call", "sip", "program", "launcher", "registrar", "server"));
    holds(apart("relay", "sip", "program", "launcher", "registrar", "server", "trunk", "call"));
    holds(apart("media", "relay", "modem"));
    holds(apart("srtp", "ice", "media", "sip", "program", "launcher", "registrar", "server"));
    holds(apart("srtp", "trunk", "call"));
    holds(apart("ice", "srtp", "media", "sip", "program", "launcher", "registrar", "server"));
    holds(apart("ice", "trunk", "call"));
    holds(apart("codec", "srtp", "ice", "media", "sip", "program", "launcher", "registrar"));
    holds(apart("codec", "server", "trunk", "call", "modem"));
    holds(apart("recording", "media", "call", "sip", "program", "launcher", "registrar"));
    holds(apart("trunk", "sip", "program", "launcher", "registrar", "server", "media", "call"));
    holds(apart("identity", "sip", "program", "launcher", "registrar", "server", "media", "call"));
    holds(apart("identity", "trunk", "modem", "speech", "relay", "srtp"));
    holds(apart("fetch", "identity", "speech", "sip", "program", "launcher", "registrar", "call"));
    holds(apart("fetch", "server", "media", "trunk", "modem"));
    holds(apart("modem", "sip", "program", "launcher", "registrar", "server"));
    holds(apart("registrar", "sip", "program", "launcher", "server", "media"));
    holds(apart("launcher", "sip", "program", "registrar", "server", "media", "call", "trunk"));
  }

  private static ArchRule apart(String concept, String... others) {
    String[] packages =
        List.of(others).stream().map(other -> "..telephony." + other + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("..telephony." + concept + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages))
        .allowEmptyShould(true);
  }

  @Test
  void nobodyReadsTheClockInside() {
    holds(
        noClasses()
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "reads the clock",
                    (JavaMethodCall call) ->
                        call.getTargetOwner().getPackageName().startsWith("java.")
                            && (call.getTarget().getName().equals("now")
                                || call.getTarget().getName().equals("currentTimeMillis"))))
            .because("time comes in through a Clock or an argument"));
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("..telephony.server..")
            .should()
            .callMethod(Clock.class, "systemUTC")
            .because("only where an engine is wired is a clock chosen"));
  }

  @Test
  void noUglyNames() {
    holds(
        classes()
            .should()
            .haveNameNotMatching(UGLY.pattern())
            .because("a class is named for its concept"));
  }

  @Test
  void thereIsSomethingToCheck() {
    DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysTrue();
    holds(classes().that(any).should().resideInAPackage("org.meterline.telephony.."));
  }
}
